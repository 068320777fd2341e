// The player page: controls, figures and charts around one group.
import { Chart } from './chart.js';
import { Player, load } from './player.js';
import { clock, groups, hasStalled, isTooShort, language, rate, renditions, spoken } from './words.js';

const pollMs = 4000;
const retryMs = 8000;
const step = 5;

const at = id => document.getElementById(id);
const video = at('video');
const seek = at('seek');
const name = location.pathname.split('/').slice(2).map(decodeURIComponent).join('/');
const bitrateChart = new Chart(at('chart-bitrate'), '--accent', rate);
const bufferChart = new Chart(at('chart-buffer'), '--second', seconds => `${seconds} s`);

let MediaPlayer = null;
let player = null;
let group = null;
let isSeeking = false;
let isOver = false;
let retry = 0;

document.title = `${name} – Player`;
at('name').textContent = name;

function fail(title, text) {
  at('problem-title').textContent = title;
  at('problem-text').textContent = text;
  at('problem').hidden = false;
  at('busy').hidden = true;
  at('big').hidden = true;
}

function notice(text) {
  if (at('notice').textContent !== text) {
    at('notice').textContent = text;
  }

  at('notice').hidden = text === '';
}

// dash.js does not read a live manifest again: its window never becomes longer than it was at first. The server knows more.
function span() {
  const { start: first, end } = player.window;
  const reach = group.windowSeconds > 0 ? Math.min(group.windowSeconds, group.durationSeconds) : group.durationSeconds;
  return { start: player.isLive && group.isLive ? Math.min(first, end - reach) : first, end };
}

function seekTo(time) {
  isOver = false;
  showState();
  if (player.isLive && time < player.window.start - 1) {
    open(Math.max(time, span().start + 1));
  } else {
    player.seek(time);
  }
}

// time: where to go on; null: at the beginning or the live edge. A player that is told later seeks while it fetches for the
// live edge, and dash.js may take the way there for a gap and jump over it.
function open(time = null) {
  clearTimeout(retry);
  isOver = false;
  player?.destroy();
  at('problem').hidden = true;
  at('busy').hidden = false;
  seek.disabled = at('play').disabled = true; // dash.js forgets what it is told before it is ready
  const type = renditions(group, 'video').length > 0 ? 'video' : 'audio';
  player = new Player(MediaPlayer, video, type, group.smooth, time, {
    ready: () => {
      listRenditions(type);
      listSounds();
      seek.disabled = at('play').disabled = false;
      start();
    },
    error: (title, text) => {
      fail(title, text);
      if (group.isLive) {
        clearTimeout(retry);
        retry = setTimeout(() => open(), retryMs);
      }
    },
    quality: figures,
    ended: () => {
      isOver = true;
      showState();
    },
  });
  describe();
}

async function start() {
  try {
    await video.play();
  } catch (error) {
    // Browsers let nothing be heard that nobody asked for.
    if (error.name === 'NotAllowedError') {
      at('big').hidden = false;
      at('busy').hidden = true;
    }
  }
}

function label(level) {
  return `${level.height ? `${level.height}p · ` : ''}${rate(level.bandwidth)}`;
}

function listRenditions(type) {
  const choice = at('rendition');
  const options = [new Option('Auto', 'auto'), ...player.renditions.map(level => new Option(label(level), level.id))];
  choice.replaceChildren(...options);
  choice.disabled = options.length < 3;
  choice.title = type === 'video' ? 'Rendition of the picture' : 'Rendition of the sound';
}

function listSounds() {
  const sounds = player.sounds;
  const current = player.sound?.index;
  const options = sounds.map((sound, i) =>
    new Option(language(sound.lang, i + 1), `${i}`, false, sound.index === current));
  const choice = at('sound');
  choice.replaceChildren(...options);
  choice.hidden = sounds.length < 2;
}

function describe() {
  const pictures = renditions(group, 'video').length;
  const kind = at('kind');
  const stalled = hasStalled(group);
  kind.textContent = stalled ? 'Live, stalled' : group.isLive ? 'Live' : 'Recording';
  kind.className = `badge ${stalled ? 'late' : group.isLive ? 'live' : ''}`;
  kind.hidden = false;
  const window = !group.isLive ? clock(group.durationSeconds)
    : group.windowSeconds > 0 ? `the last ${spoken(group.windowSeconds)} can be seen again` : 'can be seen again from the start';
  showMedium(pictures > 0);
  at('about').textContent =
    `${pictures > 0 ? `${pictures} rendition${pictures === 1 ? '' : 's'}` : 'Sound only'} · ${window} · fragments of ${group.fragmentSeconds.toFixed(1)} s`;
  const address = new URL(group.manifest, location.href).href;
  if (at('address').value !== address) {
    at('address').value = address;
    at('copy').disabled = false;
    fitAddress();
  }
}

// A group of sound alone has no picture to keep a place for.
function showMedium(hasPicture) {
  at('screen').classList.toggle('sound', !hasPicture);
  at('full').hidden = !hasPicture;
  for (const element of document.querySelectorAll('.of-picture')) {
    element.hidden = !hasPicture;
  }

  for (const element of document.querySelectorAll('.medium')) {
    element.textContent = hasPicture ? 'picture' : 'sound';
  }
}

// All of it can be read, on as many lines as it takes.
function fitAddress() {
  const address = at('address');
  address.style.height = 'auto';
  address.style.height = `${address.scrollHeight + address.offsetHeight - address.clientHeight}px`;
}

async function copyAddress() {
  const address = at('address');
  let isCopied;
  try {
    await navigator.clipboard.writeText(address.value); // only over HTTPS and on this machine
    isCopied = true;
  } catch {
    address.select();
    isCopied = document.execCommand('copy');
  }

  at('copied').textContent = '';
  setTimeout(() => { at('copied').textContent = isCopied ? 'Copied' : 'Copy it by hand: it is selected.'; });
}

async function poll() {
  try {
    const found = (await groups()).find(other => other.name === name) ?? null;
    const before = group;
    group = found ?? group;
    if (found === null) {
      if (player === null) {
        fail('There is no such group', `Nothing is published as “${name}”. The page looks again every few seconds.`);
      } else {
        notice('The group is not on the server any more.');
      }
    } else if (player === null && isTooShort(found)) {
      fail('The channel has just begun', 'The page plays it as soon as there is enough to begin with, in a few seconds.');
    } else if (player === null) {
      open();
    } else if (before.isLive !== found.isLive) {
      const { end } = player.window;
      open(before.isLive && end > 0 ? Math.max(0, found.durationSeconds - (end - video.currentTime)) : null);
      notice(found.isLive ? 'A new broadcast has begun.' : 'The broadcast has ended. This is its recording.');
    } else {
      describe();
      if (hasStalled(found)) {
        notice('Nothing new has come for a while. The source may be away; playing goes on when it is back.');
      } else if (found.isLive) {
        notice('');
      }
    }
  } catch (error) {
    if (player === null) {
      fail('The server cannot be reached', `${error.message} The page tries again.`);
    } else {
      notice('The server cannot be reached. The page tries again.');
    }
  } finally {
    setTimeout(poll, pollMs);
  }
}

function position() {
  if (player === null) {
    return;
  }

  const { start: first, end } = span();
  const isLive = player.isLive;
  const length = (isLive ? Math.max(player.edge, video.currentTime) : end) - first;
  const time = isSeeking ? first + Number(seek.value) : video.currentTime;
  const isAtEdge = isLive && time >= player.edge - Math.max(4, 1.5 * group.fragmentSeconds);
  if (!isSeeking && length > 0) {
    seek.max = String(length);
    seek.value = String(Math.min(Math.max(0, time - first), length));
  }

  const part = value => `${length > 0 ? Math.min(100, Math.max(0, (100 * (value - first)) / length)) : 0}%`;
  at('played').style.width = part(time);
  const ranges = video.buffered;
  let loaded = time;
  for (let i = 0; i < ranges.length; i++) {
    if (ranges.start(i) <= time + 0.5 && ranges.end(i) >= time) {
      loaded = ranges.end(i);
    }
  }

  at('buffered').style.width = part(loaded);
  const behind = Math.max(0, player.edge - time);
  at('clock').textContent = isLive ? (isAtEdge ? '' : `−${clock(behind)}`) : `${clock(time - first)} / ${clock(length)}`;
  seek.setAttribute('aria-valuetext',
    isLive ? (isAtEdge ? 'live' : `${spoken(behind)} behind live`) : `${spoken(time - first)} of ${spoken(length)}`);
  at('live').hidden = !isLive;
  at('live').classList.toggle('edge', isAtEdge);
  at('live-text').textContent = isAtEdge ? 'Live' : 'Go live';
  at('figure-latency-name').textContent = isLive ? 'Behind the newest' : 'Position';
  at('figure-latency').textContent = isLive ? `${Math.max(0, end - time).toFixed(1)} s` : clock(time - first);
}

function figures() {
  if (player === null) {
    return;
  }

  const level = player.rendition;
  const buffer = player.buffer;
  const throughput = player.throughput;
  const auto = at('rendition').options[0];
  const chosen = at('rendition').value === 'auto' && level?.height ? `Auto · ${level.height}p` : 'Auto';
  if (auto.text !== chosen) {
    auto.text = chosen;
  }

  const quality = video.getVideoPlaybackQuality?.();
  at('figure-rendition').textContent = level ? rate(level.bandwidth) : '–';
  at('figure-picture').textContent = video.videoWidth > 0 ? `${video.videoWidth} × ${video.videoHeight}` : '–';
  at('figure-buffer').textContent = `${buffer.toFixed(1)} s`;
  at('figure-throughput').textContent = throughput > 0 ? rate(throughput) : '–';
  at('figure-dropped').textContent = quality ? `${quality.droppedVideoFrames}` : '–';
  return { bitrate: level?.bandwidth ?? null, buffer };
}

let ticks = 0;
function tick() {
  const now = figures();
  if (now) {
    const time = performance.now() / 1000;
    bitrateChart.add(time, now.bitrate);
    bufferChart.add(time, now.buffer);
    if (ticks++ % 15 === 0) {
      bitrateChart.describe(`Chart of the bit rate, now ${now.bitrate === null ? 'unknown' : rate(now.bitrate)}`);
      bufferChart.describe(`Chart of the buffer, now ${spoken(now.buffer)}`);
    }
  }
}

function showState() {
  const isPlaying = !video.paused && !isOver;
  at('play').classList.toggle('playing', isPlaying);
  at('play').setAttribute('aria-label', isPlaying ? 'Pause' : isOver ? 'Play again' : 'Play');
}

function toggle() {
  if (player === null || at('play').disabled) {
    return;
  }

  at('big').hidden = true;
  if (!video.paused && !isOver) {
    video.pause();
    return;
  }

  // A live window may have left the picture behind.
  if (player.isLive && video.currentTime < player.window.start) {
    seekTo(player.window.start);
  } else if (isOver || video.ended) {
    seekTo(0);
  }

  start();
}

function jump(seconds) {
  if (player !== null && !seek.disabled) {
    seekTo(video.currentTime + seconds);
  }
}

function goLive() {
  player?.goLive();
  start();
}

function end() {
  if (player?.isLive) {
    goLive();
  } else if (player !== null && !seek.disabled) {
    player.seek(player.window.end);
  }
}

function fullScreen() {
  if (at('full').hidden) {
    return;
  }

  if (document.fullscreenElement) {
    document.exitFullscreen();
  } else {
    at('screen').requestFullscreen?.();
  }
}

const keys = new Map([
  [' ', toggle], ['k', toggle],
  ['ArrowLeft', () => jump(-step)], ['ArrowRight', () => jump(step)],
  ['Home', () => player !== null && !seek.disabled && seekTo(span().start)], ['End', end],
  ['m', () => { video.muted = !video.muted; }], ['f', fullScreen],
]);

document.addEventListener('keydown', event => {
  const { target } = event;
  const isOurs = target === seek || !target.closest('input, select, textarea');
  const isPress = event.key === ' ' && target.closest('button, a, summary');
  const act = keys.get(event.key.length === 1 ? event.key.toLowerCase() : event.key);
  if (act && isOurs && !isPress && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    act();
  }
});

at('play').addEventListener('click', toggle);
at('big').addEventListener('click', toggle);
video.addEventListener('click', toggle);
at('live').addEventListener('click', goLive);
at('full').addEventListener('click', fullScreen);
at('again').addEventListener('click', () => (MediaPlayer === null || group === null ? location.reload() : open()));
at('mute').addEventListener('click', () => { video.muted = !video.muted; });
at('volume').addEventListener('input', event => {
  video.volume = Number(event.target.value);
  video.muted = false;
});
at('rendition').addEventListener('change', event => player.choose(event.target.value === 'auto' ? null : event.target.value));
at('sound').addEventListener('change', event => player.hear(player.sounds[Number(event.target.value)]));
at('address').addEventListener('focus', event => event.target.select());
at('copy').addEventListener('click', copyAddress);
addEventListener('resize', fitAddress);
seek.addEventListener('input', () => {
  isSeeking = true;
  position();
});
seek.addEventListener('change', () => {
  isSeeking = false;
  seekTo(span().start + Number(seek.value));
});
for (const state of ['play', 'pause']) {
  video.addEventListener(state, () => {
    isOver = isOver && video.paused;
    showState();
  });
}

video.addEventListener('volumechange', () => {
  const isMuted = video.muted || video.volume === 0;
  at('mute').classList.toggle('muted', isMuted);
  at('mute').setAttribute('aria-label', isMuted ? 'Unmute' : 'Mute');
  at('volume').value = String(video.muted ? 0 : video.volume);
});
for (const state of ['waiting', 'seeking', 'playing', 'seeked', 'canplay']) {
  video.addEventListener(state, () => {
    at('busy').hidden = !(state === 'waiting' || state === 'seeking') || !at('problem').hidden;
  });
}

setInterval(position, 250);
setInterval(tick, 1000);

try {
  MediaPlayer = await load();
  poll();
} catch (error) {
  fail('dash.js is missing', `This server's module was built without the player library. Build it again where npm's registry can be reached. `
    + `Other players can play the address on this page. (${error.message})`);
  group = (await groups()).find(other => other.name === name) ?? null;
  if (group !== null) {
    describe();
  }
}
