// Numbers and times in words. Nothing here touches the page.

const MIB = 1 << 20;

/** 413 MiB, 1.9 GiB; as the log writes sizes. */
export function mebibytes(number) {
  if (number < 1024) {
    return `${Math.round(number)} MiB`;
  }
  const gib = number / 1024;
  return `${gib < 10 ? gib.toFixed(1) : Math.round(gib)} GiB`;
}

export function bytes(number) {
  return mebibytes(number / MIB);
}

export function percent(ratio) {
  return `${Math.round(100 * ratio)} %`;
}

/** As percent, but what is not nothing is not shown as nothing. */
export function portion(ratio) {
  return ratio > 0 && ratio < 0.01 ? "<1 %" : ratio < 1 && ratio > 0.99 ? ">99 %" : percent(ratio);
}

/** 0.4, 12, 1 200. */
export function rate(perSecond) {
  return perSecond < 10 ? perSecond.toFixed(1) : grouped(Math.round(perSecond));
}

/** 4 ms, 1.2 s. */
export function millis(seconds) {
  return seconds < 1 ? `${Math.round(1000 * seconds)} ms` : `${seconds.toFixed(1)} s`;
}

/** 4 s, 12 min, 3 h, 5 d. */
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 120) {
    return `${whole} s`;
  }
  if (whole < 7200) {
    return `${Math.floor(whole / 60)} min`;
  }
  return whole < 172800 ? `${Math.floor(whole / 3600)} h` : `${Math.floor(whole / 86400)} d`;
}

/** 12:03:11; with the date when that is another day. */
export function clock(date, now) {
  const time = date.toLocaleTimeString([], { hour12: false });
  return date.toDateString() === now.toDateString() ? time : `${date.toLocaleDateString()} ${time}`;
}

export function grouped(number) {
  return number.toLocaleString("en").replaceAll(",", " ");
}

/** worker1; worker1 and worker2; worker1, worker2 and 8 more. */
export function names(some, inAll) {
  const left = inAll - some.length;
  if (left > 0) {
    return `${some.join(", ")} and ${grouped(left)} more`;
  }
  return some.length < 2 ? some.join("") : `${some.slice(0, -1).join(", ")} and ${some.at(-1)}`;
}

/** With a capital, as a heading has. */
export function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
