// dash.js behind the few things that the page does with it.

const begun = 0.25;
const ended = 0.25;

// What viewers can do something about, in words; by the codes of dash.js.
const reasons = new Map([
  [10, ['The manifest cannot be read', 'The server sent something that is no Smooth Streaming manifest.']],
  [11, ['The manifest cannot be read', 'The server sent something that is no Smooth Streaming manifest.']],
  [17, ['A fragment is missing', 'The server does not have a fragment that the manifest lists.']],
  [20, ['The picture cannot be decoded', 'This browser could not take what was sent.']],
  [23, ['This browser cannot play this', 'It has no Media Source Extensions. Try a recent desktop or Android browser.']],
  [25, ['The group cannot be loaded', 'The server does not answer, or has no such group any more.']],
  [27, ['A fragment is missing', 'The server does not answer, or does not have a fragment that was announced.']],
  [32, ['There is nothing to play', 'The manifest lists no rendition that this browser can decode.']],
  [200, ['The live stream is broken', 'A live fragment does not announce its successors.']],
  [201, ['This browser cannot play this', 'It does not know the codec.']],
]);

// Loads dash.js, which a build without the npm registry does not have.
export async function load() {
  const [{ MediaPlayer }] = await Promise.all([
    import('./dashjs/dash.mediaplayer.min.js'), import('./dashjs/dash.mss.min.js')]);
  return MediaPlayer;
}

export class Player {
  #dash;
  #video;
  #type;
  #rendered = null;

  // MediaPlayer: what load() gave; type: 'video', or 'audio' for groups without pictures; start: where to begin, in seconds of
  // the video element; null: at the beginning of a recording or at the live edge;
  // on: { ready(), quality(), ended(), error(title, text) }.
  constructor(MediaPlayer, video, type, url, start, on) {
    this.#video = video;
    this.#type = type;
    const dash = this.#dash = MediaPlayer().create();
    const { STREAM_INITIALIZED, QUALITY_CHANGE_RENDERED, PLAYBACK_ENDED, ERROR } = MediaPlayer.events;
    dash.on(STREAM_INITIALIZED, () => on.ready());
    dash.on(QUALITY_CHANGE_RENDERED, event => {
      if (event.mediaType === type) {
        this.#rendered = event.newRepresentation;
        on.quality();
      }
    });
    // dash.js may find the end before the video element does; then it pauses and steps back, and the element never ends.
    dash.on(PLAYBACK_ENDED, () => on.ended());
    dash.on(ERROR, ({ error }) => on.error(...this.#explain(error)));
    dash.updateSettings({
      debug: { logLevel: 1 },
      streaming: { text: { defaultEnabled: false }, buffer: { bufferToKeep: 30 } },
    });
    dash.initialize(null, null, false);
    dash.clearDefaultUTCTimingSources(); // the server's Date header will do; no other site is asked
    dash.attachView(video);
    dash.attachSource(url, start ?? NaN);
  }

  get renditions() {
    return this.#dash.getRepresentationsByType(this.#type).toSorted((a, b) => b.bandwidth - a.bandwidth);
  }

  // The rendition on the screen; while none is, the one that is being fetched.
  get rendition() {
    return this.#rendered ?? this.#dash.getCurrentRepresentationForType(this.#type);
  }

  get isLive() {
    return this.#dash.isDynamic();
  }

  get buffer() {
    const level = this.#dash.getBufferLength(this.#type);
    return Number.isFinite(level) ? level : 0;
  }

  get throughput() {
    return this.#dash.getAverageThroughput(this.#type) * 1000; // it counts in kbit/s
  }

  // What the viewer can seek in, in seconds of the video element.
  get window() {
    if (!this.isLive) {
      return { start: 0, end: Number.isFinite(this.#video.duration) ? this.#video.duration : 0 };
    }

    const { start, end } = this.#dash.getDvrWindow() ?? {};
    return Number.isFinite(start) && Number.isFinite(end) ? { start, end } : { start: 0, end: 0 };
  }

  // Where a live viewer is when not behind.
  get edge() {
    const { start, end } = this.window;
    const delay = this.#dash.getTargetLiveDelay();
    return Math.max(start, end - (Number.isFinite(delay) ? delay : 0));
  }

  // id: of a rendition; null: the player chooses.
  choose(id) {
    this.#dash.updateSettings({ streaming: { abr: { autoSwitchBitrate: { [this.#type]: id === null } } } });
    if (id !== null) {
      this.#dash.setRepresentationForTypeById(this.#type, id, true);
    }
  }

  // The sounds that a viewer can choose from, in the manifest's order.
  get sounds() {
    return this.#dash.getTracksFor('audio');
  }

  get sound() {
    return this.#dash.getCurrentTrackFor('audio');
  }

  hear(sound) {
    this.#dash.setCurrentTrack(sound);
  }

  seek(time) {
    const { start, end } = this.window;
    if (this.isLive && time >= this.edge) {
      this.goLive();
    } else {
      // The start of a live window moves on: a second inside, what is fetched next is still there. Sound and pictures of what was live do
      // not begin together, and dash.js fetches nothing of a track for a time before its first fragment.
      const first = this.isLive ? Math.min(start + 1, this.edge) : start + begun;
      this.#dash.seekToPresentationTime(Math.min(Math.max(time, first), Math.max(first, end - ended)));
    }
  }

  goLive() {
    this.#dash.seekToOriginalLive();
  }

  destroy() {
    this.#dash.destroy();
  }

  #explain(error) {
    const [title, text] = reasons.get(error?.code) ?? ['Playback has stopped', ''];
    return [title, `${text} ${error?.message ?? ''}${error?.code ? ` (dash.js ${error.code})` : ''}`.trim()];
  }
}
