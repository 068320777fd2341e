// Times, bit rates and ages in words.

export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

export function spoken(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [[Math.floor(whole / 3600), 'hour'], [Math.floor(whole / 60) % 60, 'minute'], [whole % 60, 'second']]
    .filter(([count, unit]) => count > 0 || (unit === 'second' && whole === 0))
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`);
  return parts.join(' ');
}

export function rate(bitsPerSecond) {
  return bitsPerSecond >= 999_500 ? `${(bitsPerSecond / 1e6).toFixed(bitsPerSecond < 9.95e6 ? 1 : 0)} Mbit/s`
    : `${Math.round(bitsPerSecond / 1000)} kbit/s`;
}

export function age(seconds) {
  return seconds < 60 ? `${Math.round(seconds)} s ago`
    : seconds < 3600 ? `${Math.round(seconds / 60)} min ago`
      : seconds < 172_800 ? `${Math.round(seconds / 3600)} h ago`
        : `${Math.round(seconds / 86_400)} days ago`;
}

// code: of a language, as manifests write it; where there is none, a number tells sounds apart.
export function language(code, number) {
  const isTold = code && code !== 'und';
  try {
    return isTold ? new Intl.DisplayNames(undefined, { type: 'language' }).of(code) : `Sound ${number}`;
  } catch {
    return code; // some other text
  }
}

export function renditions(group, type) {
  return group.streams.filter(stream => stream.type === type).flatMap(stream => stream.renditions)
    .toSorted((a, b) => b.bitrate - a.bitrate);
}

// A live group that had no fragment for three fragment lengths has stalled: so the server sees it as well.
export function hasStalled(group) {
  return group.isLive && group.newestAgeSeconds > 3 * group.fragmentSeconds;
}

// dash.js 5.2 computes a buffer of less than nothing from a shorter window, and never goes on: four fragments are enough, and of long ones eight seconds.
export function isTooShort(group) {
  return group.isLive && !hasStalled(group) && group.durationSeconds < Math.min(4 * group.fragmentSeconds, 8) - 0.1;
}

export async function groups() {
  const response = await fetch('/groups.json', { cache: 'no-store' });
  if (!response.ok) {
    throw new Error(`The server answered ${response.status} to the list of groups.`);
  }

  return (await response.json()).groups;
}
