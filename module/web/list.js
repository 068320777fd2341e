// The list of groups, which refreshes itself.
import { age, clock, groups, hasStalled, rate, renditions } from './words.js';

const refreshMs = 3000;
const list = document.getElementById('groups');
const summary = document.getElementById('summary');
const problem = document.getElementById('problem');
const filter = document.getElementById('filter');
const cards = new Map();
let known = [];

// Text only ever goes into text nodes: names come from folders and manifests that others wrote.
function element(tag, className, ...content) {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }

  made.append(...content);
  return made;
}

// hint: what the name means, in a few words that everybody sees, on a phone too.
function fact(name, value, hint = '') {
  return [element('dt', '', name, ...(hint ? [element('span', 'hint', hint)] : [])), element('dd', '', value)];
}

// Each bit rate once: the sound of renditions is often the same.
function sounds(group) {
  return [...new Set(renditions(group, 'audio').map(level => rate(level.bitrate)))];
}

function badge(group) {
  return hasStalled(group) ? element('span', 'badge late', 'Live, stalled')
    : group.isLive ? element('span', 'badge live', 'Live')
      : element('span', 'badge', 'Recording');
}

function makeCard(group) {
  const link = element('a', '', group.name);
  link.href = '/play/' + group.name.split('/').map(encodeURIComponent).join('/');
  const card = element('li', 'card', element('div', 'card-head', element('h2', '', link)));
  card.append(element('ul', 'chips'), element('dl', 'facts'));
  return card;
}

function fillCard(card, group) {
  const [head, chips, facts] = card.children;
  head.replaceChildren(head.firstElementChild, badge(group));
  const pictures = renditions(group, 'video').map(level => `${level.height ? `${level.height}p · ` : ''}${rate(level.bitrate)}`);
  const heard = sounds(group);
  const shown = pictures.length > 0 ? pictures : heard.map(text => `Sound · ${text}`);
  chips.setAttribute('aria-label', 'Renditions');
  chips.replaceChildren(...shown.map(text => element('li', '', text)));
  facts.replaceChildren(
    ...(pictures.length > 0 && heard.length > 1 ? fact('Sound', heard.join(', ')) : []),
    ...(group.isLive
      ? fact('Window', group.windowSeconds > 0 ? clock(group.windowSeconds) : 'from the start', 'how far back viewers can go')
      : fact('Length', clock(group.durationSeconds))),
    ...(group.isLive ? fact('Available', clock(group.durationSeconds), 'how much of that is there now') : []),
    ...fact(group.isLive ? 'Newest fragment' : 'Written', age(group.newestAgeSeconds)));
}

function show() {
  const wanted = filter.value.trim().toLocaleLowerCase();
  const shown = known.filter(group => group.name.toLocaleLowerCase().includes(wanted))
    .toSorted((a, b) => b.isLive - a.isLive || a.name.localeCompare(b.name));
  for (const [name, card] of cards) {
    if (!known.some(group => group.name === name)) {
      card.remove();
      cards.delete(name);
    }
  }

  const order = shown.map(group => {
    const card = cards.get(group.name) ?? makeCard(group);
    cards.set(group.name, card);
    fillCard(card, group);
    return card;
  });
  if (order.length === 0) {
    order.push(known.length > 0
      ? element('li', 'empty', 'No group has that in its name.')
      : element('li', 'empty', 'Nothing is published here yet. ', element('code', '', 'New-MSSStream'), ' makes the first group.'));
  }

  // What is in its place stays there, so that the focus does too.
  if (order.length !== list.children.length || order.some((card, i) => list.children[i] !== card)) {
    const focused = document.activeElement;
    list.replaceChildren(...order);
    if (list.contains(focused)) {
      focused.focus({ preventScroll: true });
    }
  }

  const live = known.filter(group => group.isLive).length;
  const text = known.length === 0 ? 'No groups' : `${live} live, ${known.length - live} recorded`;
  if (summary.textContent !== text) {
    summary.textContent = text;
  }
}

async function refresh() {
  try {
    known = await groups();
    problem.hidden = true;
    show();
  } catch (error) {
    problem.textContent = `The list could not be refreshed, and is tried again. ${error.message}`;
    problem.hidden = false;
  } finally {
    setTimeout(refresh, document.hidden ? 5 * refreshMs : refreshMs);
  }
}

filter.addEventListener('input', show);
refresh();
