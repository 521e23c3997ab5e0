import chardet from "chardet";
import iconv from "iconv-lite";

import { FileRefusal } from "#lib/portfolio/import/bounds/refusal.ts";

/** The encodings that a person can choose, by name, with what they are called on screen. */
export const encodings = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16, big end first",
  "windows-1252": "Western (Windows-1252)",
  "iso-8859-1": "Western (Latin-1)",
  "iso-8859-15": "Western with euro (Latin-9)",
  macintosh: "Western (Mac)",
  cp850: "Western (DOS)",
  "windows-1250": "Central European",
  "windows-1251": "Cyrillic",
  shift_jis: "Japanese (Shift JIS)",
  gb18030: "Chinese (GB 18030)",
  big5: "Chinese (Big5)",
  "euc-kr": "Korean",
} as const;

export type Encoding = keyof typeof encodings;

export type Decoded = { readonly text: string; readonly encoding: Encoding; readonly how: string };

export function isEncoding(name: string): name is Encoding {
  return Object.hasOwn(encodings, name);
}

/**
 * The text of a file. A mark at its start decides the encoding; else what the person chose, else what its bytes can be.
 */
export function decodeText(bytes: Uint8Array, chosen?: Encoding): Decoded {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (chosen) return decoded(buffer, chosen, "You chose this");
  const marked = markOf(bytes);
  if (marked) return decoded(buffer, marked, "The file begins with the mark of it");
  const wide = wideOf(bytes);
  if (wide) return decoded(buffer, wide, "Every second byte is empty");
  if (bytes.includes(0)) {
    throw new FileRefusal(
      "This file is not text. Choose the CSV or .xlsx file that your broker offers for your holdings.",
    );
  }
  if (isUtf8(bytes)) return decoded(buffer, "utf-8", "Every letter can be read this way");
  return decoded(buffer, narrowOf(buffer), "The letters read best this way");
}

function decoded(buffer: Buffer, encoding: Encoding, how: string): Decoded {
  return { text: iconv.decode(buffer, encoding, { stripBOM: true }), encoding, how };
}

function markOf(bytes: Uint8Array): Encoding | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : null;
}

/** Text of Western letters in UTF-16 has a zero in most places of one parity. */
function wideOf(bytes: Uint8Array): Encoding | null {
  const sample = bytes.subarray(0, 4_000);
  if (sample.length < 8 || bytes.length % 2 !== 0) return null;
  const zeros = [0, 0];
  for (const [i, byte] of sample.entries()) if (byte === 0) zeros[i % 2]! += 1;
  const half = sample.length / 2;
  if (zeros[1]! > half * 0.4 && zeros[0]! < half * 0.05) return "utf-16le";
  return zeros[0]! > half * 0.4 && zeros[1]! < half * 0.05 ? "utf-16be" : null;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const western = ["windows-1252", "iso-8859-15", "macintosh", "cp850"] as const;
const farOff: Readonly<Record<string, Encoding>> = {
  "windows-1251": "windows-1251",
  Shift_JIS: "shift_jis",
  GB18030: "gb18030",
  Big5: "big5",
  "EUC-KR": "euc-kr",
};

/**
 * Among the encodings of one byte a letter no proof is possible: the one counts in which most of the letters are those
 * of the languages we read. Far-off scripts are left to a detector, which must be sure.
 */
function narrowOf(buffer: Buffer): Encoding {
  const best = western
    .map((encoding) => ({ encoding, score: likeness(iconv.decode(buffer, encoding)) }))
    .toSorted((a, b) => b.score - a.score)[0]!;
  const [guess] = chardet.analyse(buffer.subarray(0, 100_000));
  const far = guess && guess.confidence >= 60 ? farOff[guess.name] : undefined;
  return far !== undefined && best.score < 0.8 ? far : best.encoding;
}

/** The share of the letters beyond ASCII that are usual in German, French, Italian, Spanish, Dutch, Swedish files. */
function likeness(text: string): number {
  const beyond = text.match(/[\u0080-\uFFFF]/gu) ?? [];
  const usual = beyond.filter((letter) =>
    /[äöüßéèêëàâçñåøæíìóòôúùûîïáÄÖÜÉÈÀÇÑÅØÆÓÁÍ£€–—’‘“”•°®™«»\u00A0·²½ª]/u.test(letter),
  );
  // Where two read equally well, the first of the list counts.
  return beyond.length === 0 ? 1 : usual.length / beyond.length;
}
