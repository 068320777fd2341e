// Drives Chromium over the pages of a server: node drive.mjs <scenario> <address> <folder of playwright-core> <folder for screenshots> <patience>
// Writes what it sees, a line each. Ends with 1 and a reason where something is not as it should be.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Patience: how many times longer than on an idle machine anything may take.
const [scenario, address, library, shots, factor] = process.argv.slice(2);
const patience = Number(factor);
const { chromium } = createRequire(join(library, 'x.js'))('playwright-core');
const complaints = [];
let page;

const say = text => console.log(text);
const pause = ms => new Promise(done => setTimeout(done, ms));

function check(condition, text) {
  if (!condition) {
    throw new Error(text);
  }
}

async function until(what, condition, seconds = 30) {
  const end = Date.now() + seconds * 1000 * patience;
  while (!(await condition())) {
    if (Date.now() > end) {
      throw new Error(`not in ${seconds} s times ${patience}: ${what}; ${JSON.stringify(await look())}`);
    }

    await pause(100);
  }
}

function look() {
  return page.evaluate(() => {
    const text = id => document.getElementById(id)?.textContent ?? '';
    const video = document.getElementById('video');
    const seek = document.getElementById('seek');
    return {
      time: video?.currentTime ?? 0, height: video?.videoHeight ?? 0, paused: video?.paused,
      settled: seek?.disabled === false && video?.seeking === false && video?.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA,
      position: Number(seek?.value), length: Number(seek?.max), said: seek?.getAttribute('aria-valuetext'),
      atEdge: document.getElementById('live')?.classList.contains('edge'), clock: text('clock'),
      notice: document.getElementById('notice')?.hidden === false ? text('notice') : '',
      problem: document.getElementById('problem')?.hidden === false ? document.getElementById('problem').innerText : '',
      buffer: text('figure-buffer'), behind: text('figure-latency'), kind: text('kind'),
    };
  });
}

const shoot = name => page.screenshot({ path: join(shots, `${name}.png`) });

// Through the list, as viewers come.
async function open(name) {
  await page.goto(address);
  await page.getByRole('link', { name, exact: true }).click();
  await until('the address of the player', () => new URL(page.url()).pathname.startsWith('/play/'));
}

async function advance(seconds) {
  const { time } = await look();
  await until(`${seconds} s of playing`, async () => (await look()).time >= time + seconds, seconds + 20);
}

// The address is there whole, and a button copies it, also where the browser has no clipboard for pages.
async function copies() {
  const manifest = new URL('film/manifest.ismc', address).href;
  const field = page.locator('#address');
  check(await field.inputValue() === manifest, `the address is ${await field.inputValue()}`);
  const hidden = await field.evaluate(e => [e.scrollWidth - e.clientWidth, e.scrollHeight - e.clientHeight]);
  check(hidden.every(pixels => pixels <= 0), `${hidden} pixels of the address are hidden`);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  for (const way of ['clipboard', 'command']) {
    await page.evaluate(() => navigator.clipboard.writeText('nothing'));
    if (way === 'command') {
      await page.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); });
    }

    await page.getByRole('button', { name: 'Copy' }).click();
    await until('the word for it', async () => await page.locator('#copied').textContent() === 'Copied');
    check(await page.evaluate(() => navigator.clipboard.readText()) === manifest, `the ${way} copied something else`);
  }

  await page.evaluate(() => document.activeElement.blur());
  say('the address was copied, with and without a clipboard');
}

async function chooseEach() {
  const choice = page.getByLabel('Rendition', { exact: true });
  const options = await choice.locator('option').allTextContents();
  check(options.length === 4, `renditions: ${options}`);
  for (const option of options.slice(1).toReversed()) {
    const height = Number(option.match(/^(\d+)p/)[1]);
    await choice.selectOption({ label: option });
    await until(`a picture of ${height} lines`, async () => (await look()).height === height, 20);
    await advance(0.5);
    say(`switched to ${option}: the picture has ${(await look()).height} lines`);
  }

  await choice.selectOption('auto');
}

const scenarios = {
  async vod() {
    await page.goto(address);
    await page.getByRole('link', { name: 'film', exact: true }).waitFor();
    await shoot('list-light');
    await open('film');
    await until('the picture', async () => (await look()).time > 1);
    check((await look()).said.endsWith('of 20 seconds'), 'the length is not told');
    await shoot('vod-light');
    await copies();
    await chooseEach();

    await page.keyboard.press('Space');
    await until('the pause', async () => (await look()).paused);
    const { time } = await look();
    await pause(500);
    check((await look()).time === time, 'time goes on in the pause');
    await page.keyboard.press('Home');
    await until('the start', async () => { const { time, settled } = await look(); return settled && time < 0.5; });
    await page.keyboard.press('ArrowRight');
    await until('five seconds on', async () => Math.abs((await look()).time - 5) < 0.5);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await advance(1);
    const { width } = await page.locator('#seek').boundingBox();
    await page.locator('#seek').click({ position: { x: width * 0.8, y: 11 } });
    await until('a click on the slider', async () => (await look()).time > 14);
    await page.getByRole('button', { name: 'Play again' }).click({ timeout: 20_000 * patience });
    await until('playing again', async () => { const { time, paused } = await look(); return !paused && time > 0.5 && time < 8; });
    say(`keys, slider, end and replay: at ${(await look()).time.toFixed(1)} s`);
  },

  async live() {
    await open('channel');
    await until('the picture', async () => (await look()).time > 0 && (await look()).height > 0 && (await look()).atEdge);
    await advance(0.5);
    const start = Date.now();
    const first = (await look()).time;
    let last = first;
    let longestHalt = 0;
    let moved = start;
    while (last - first <= 55) { // of a minute: a busy machine shows less of it a minute
      check(Date.now() - start < 60_000 * patience, `time advanced ${last - first} s in ${patience} minutes`);
      await pause(250);
      const { time, problem, notice } = await look();
      check(problem === '' && notice === '', `in the live picture: ${problem}${notice}`);
      check(time >= last, `time went back from ${last} to ${time}`);
      moved = time > last ? Date.now() : moved;
      longestHalt = Math.max(longestHalt, Date.now() - moved);
      last = time;
    }

    const now = await look();
    say(`${((Date.now() - start) / 1000).toFixed(1)} s of live: time advanced ${(last - first).toFixed(1)} s, longest halt ${longestHalt} ms, buffer ${now.buffer}, behind the newest ${now.behind}`);
    await until('the live edge', async () => (await look()).atEdge);
    await shoot('live-light');
    await chooseEach();

    await page.keyboard.press('Home');
    await until('the start of the window', async () => {
      const { position, atEdge, settled } = await look();
      return settled && !atEdge && position < 6;
    });
    await advance(3);
    const back = await look();
    say(`back in the window: ${back.clock}, ${back.said}`);
    check(/^−/.test(back.clock), `the clock says ${back.clock}`);
    await shoot('live-behind');
    await page.getByRole('button', { name: 'Go live' }).click();
    await until('the live edge', async () => (await look()).atEdge);
    await advance(5);
    check((await look()).atEdge, 'not at the live edge');
    say(`live again: ${(await look()).behind} behind the newest`);

    say('END');
    await until('the recording', async () => (await look()).kind === 'Recording', 30);
    await until('the notice', async () => (await look()).notice.includes('recording'));
    await until('its picture', async () => (await look()).settled);
    await page.keyboard.press('Home');
    await until('the start of the recording', async () => (await look()).position < 2);
    await advance(3);
    say(`the recording plays: ${(await look()).clock}`);
    await shoot('ended');
  },

  // A presentation of .ism and .ismv files, as servers of others published it.
  async presentation() {
    await open('film');
    await until('the picture', async () => (await look()).time > 1);
    check((await look()).said.endsWith('of 20 seconds'), 'the length is not told');
    await chooseEach();
    await page.keyboard.press('Home');
    await until('the start', async () => { const { time, settled } = await look(); return settled && time < 2; });
    await advance(2);
    say(`a presentation plays: ${(await look()).clock}`);
  },

  // What an encoder pushes to a publishing point, and what is left when it has ended.
  async received() {
    await open('live1');
    await until('the picture', async () => (await look()).time > 0 && (await look()).height > 0);
    await advance(5);
    say(`live: ${(await look()).behind} behind the newest`);
    say('END');
    await until('the recording', async () => (await look()).kind === 'Recording', 40);
    await until('its picture', async () => (await look()).settled);
    await page.keyboard.press('Home');
    await until('the start of the recording', async () => (await look()).position < 2);
    await advance(3);
    say(`the recording plays: ${(await look()).clock}`);
  },

  async looks() {
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const [device, width, height] of [['wide', 1440, 900], ['tablet', 820, 1100], ['phone', 390, 844]]) {
        await page.setViewportSize({ width, height });
        await page.goto(address);
        await page.getByRole('link', { name: 'film', exact: true }).waitFor();
        await shoot(`list-${device}-${colorScheme}`);
        await open('film');
        await until('the picture', async () => (await look()).time > 3);
        await shoot(`play-${device}-${colorScheme}`);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        check(wider <= 0, `the page is ${wider} pixels too wide on a ${device}`);
        const nameless = await page.evaluate(() => [...document.querySelectorAll('button, input, select, a, canvas')]
          .filter(e => !(e.getAttribute('aria-label') || e.labels?.length || e.textContent.trim())).map(e => e.outerHTML));
        check(nameless.length === 0, `without a name: ${nameless}`);
        for (const narrow of device === 'phone' ? [360, 320] : []) {
          await page.setViewportSize({ width: narrow, height });
          const [spread, over] = await page.evaluate(() => {
            const controls = [...document.querySelectorAll('.row > :not(.space)')].map(e => e.getBoundingClientRect()).filter(box => box.width > 0);
            const middles = controls.map(box => box.top + box.height / 2);
            return [Math.max(...middles) - Math.min(...middles), Math.max(...controls.map(box => box.right)) - innerWidth];
          });
          check(spread < 10 && over <= 0, `on a screen of ${narrow} the controls are on lines ${spread} pixels apart, ${over} pixels beyond the edge`);
        }
      }
    }

    // With the keyboard alone: every control is reached, in the order in which it is seen.
    const seen = [];
    await page.evaluate(() => document.activeElement?.blur());
    for (let i = 0; i < 24; i++) {
      await page.keyboard.press('Tab');
      seen.push(await page.evaluate(() => document.activeElement.id));
    }

    const order = ['seek', 'play', 'mute', 'rendition', 'full', 'address', 'copy'];
    check(order.every((id, i) => seen.includes(id) && (i === 0 || seen.indexOf(id) > seen.indexOf(order[i - 1]))), `Tab goes through ${seen}`);
    say('light and dark, three sizes, keyboard');
  },

  // Names and attributes that others chose, some of them with bad intent.
  async hostile() {
    await page.goto(address);
    const link = page.getByRole('link', { name: 'Früh & spät'.replace('& ', ''), exact: true });
    await link.waitFor();
    await shoot('hostile');
    const cards = page.locator('.card');
    say(`listed: ${(await page.locator('.card h2').allTextContents()).join(', ')}`);
    check(await cards.locator('img, script, b').count() === 0, 'markup from a name or a manifest is in the page');
    await link.click();
    await until('the picture', async () => (await look()).time > 1);
    check(await page.locator('#name').textContent() === 'Früh spät', 'the name on the player page');
    check(await page.evaluate(() => globalThis.stolen === undefined), 'a script from a name or a manifest ran');

    // Whatever gets into the page, it runs no script that is not ours and asks no other site.
    complaints.length = 0;
    await page.evaluate(() => {
      const image = document.createElement('div');
      image.innerHTML = '<img src="x" onerror="globalThis.stolen = 1">';
      document.body.append(image);
      const script = document.createElement('script');
      script.textContent = 'globalThis.stolen = 2';
      document.body.append(script);
    });
    const reached = await page.evaluate(() => fetch('http://other.invalid/').then(() => 'reached', error => error.message));
    await pause(300);
    check(await page.evaluate(() => globalThis.stolen === undefined), 'an injected script ran');
    check(complaints.some(text => text.includes('Content Security Policy')), `no policy spoke: ${complaints}; ${reached}`);
    complaints.length = 0;
    say('injected markup ran nothing');
  },

  async sound() {
    await page.goto(address);
    const card = name => page.locator('.card').filter({ has: page.getByRole('link', { name, exact: true }) });
    await card('radio').waitFor();
    check((await card('radio').locator('.chips li').allTextContents()).every(text => /^Sound · \d+ kbit\/s$/.test(text)), 'the chips of the radio');
    const chips = await card('film').locator('.chips li').allTextContents();
    check(chips.length === 3 && chips.every(text => /^\d+p · \d+ kbit\/s$/.test(text)), `the chips of the film: ${chips}`);
    check(/Sound\d+ kbit\/s, \d+ kbit\/s, \d+ kbit\/s/.test(await card('film').locator('.facts').textContent()), 'the sound of the film');
    await open('radio');
    await until('the sound', async () => (await look()).time > 1);
    const { height } = await page.locator('#screen').boundingBox();
    check(height < 120, `the player of a group without pictures is ${height} pixels high`);
    check(await page.locator('#full').isHidden() && await page.getByText('Dropped pictures').isHidden(), 'something of pictures is shown');
    await page.getByRole('button', { name: 'Pause' }).click();
    await until('the pause', async () => (await look()).paused);
    await shoot('sound');
    say(`sound alone plays in a bar of ${height} pixels`);
  },

  async missing() {
    await page.goto(new URL('play/film', address).href);
    await until('the reason', async () => (await look()).problem.includes('dash.js is missing'));
    await shoot('missing');
    await page.goto(new URL('play/none', address).href);
    complaints.length = 0;
    say('the page says that dash.js is missing');
  },

  async none() {
    await page.goto(new URL('play/none', address).href);
    await until('the reason', async () => (await look()).problem.includes('There is no such group'));
    await shoot('none');
    complaints.length = 0; // the page is a 404
    say('APPEAR');
    await until('the picture', async () => (await look()).time > 0.5 && (await look()).problem === '');
    say('the group that came later plays');
  },
};

const data = mkdtempSync(join(tmpdir(), 'msstools-browser-'));
const context = await chromium.launchPersistentContext(data, {
  executablePath: '/usr/bin/chromium',
  headless: true,
  viewport: { width: 1280, height: 860 },
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
    '--disable-sync', '--autoplay-policy=no-user-gesture-required'],
});
try {
  page = await context.newPage();
  page.setDefaultTimeout(30_000 * patience);
  page.on('console', message => complaints.push(`console ${message.type()}: ${message.text()} ${message.location().url}`));
  page.on('pageerror', error => complaints.push(`script: ${error.stack}`));
  page.on('dialog', dialog => { complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('response', response => response.status() >= 400 && complaints.push(`${response.status()} for ${response.url()}`));
  await scenarios[scenario]();
  check(complaints.length === 0, complaints.join('\n'));
} catch (error) {
  console.log(`FAILED: ${error.message}\n${complaints.join('\n')}`);
  await shoot(`failed-${scenario}`).catch(() => {});
  process.exitCode = 1;
} finally {
  await context.close();
  rmSync(data, { recursive: true, force: true });
}
