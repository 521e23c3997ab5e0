/** What kind of file this is, by its first bytes, where it is none that holds a table; else `null`. */
export function otherKindOf(bytes: Uint8Array): string | null {
  const known = signatures.find(({ start, at = 0 }) =>
    start.every((byte, i) => byte === null || bytes[at + i] === byte),
  );
  return known?.sentence ?? null;
}

/** Whether the bytes begin like a zip archive, which an .xlsx file is. */
export function isArchive(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 0x03 || bytes[2] === 0x05);
}

/** What kind of document a text is, where it is none that holds a table; else `null`. */
export function otherTextOf(text: string): string | null {
  const start = text.slice(0, 2_000).trimStart().toLowerCase();
  if (/^(<!doctype html|<html|<head|<table|<meta|<\?xml[^>]*>\s*<(!doctype )?html)/u.test(start)) {
    return "This file is a web page, whatever its name says. Open it in a spreadsheet and save it as .xlsx or CSV.";
  }
  if (start.startsWith("<?xml") || /^<[a-z][\w:-]*[\s>]/u.test(start)) {
    return "This file is XML, not a table. Ask your broker for a CSV or .xlsx file.";
  }
  if (start.startsWith("{\\rtf")) return `This file is a text document. ${instead}`;
  return /^[{[]\s*["{[\]}]/u.test(start)
    ? "This file is JSON, not a table. Ask your broker for a CSV or .xlsx file."
    : null;
}

const instead = "Choose the CSV or .xlsx file that your broker offers for your holdings.";

const letters = (text: string): number[] => Array.from(text, (letter) => letter.codePointAt(0)!);

const signatures: readonly {
  start: readonly (number | null)[];
  at?: number;
  sentence: string;
}[] = [
  {
    start: letters("%PDF"),
    sentence: `This file is a PDF, and tables in a PDF cannot be read safely. ${instead}`,
  },
  { start: [0x89, ...letters("PNG")], sentence: `This file is a picture. ${instead}` },
  { start: [0xff, 0xd8, 0xff], sentence: `This file is a picture. ${instead}` },
  { start: letters("GIF8"), sentence: `This file is a picture. ${instead}` },
  {
    start: [...letters("RIFF"), null, null, null, null, ...letters("WEBP")],
    sentence: `This file is a picture. ${instead}`,
  },
  { start: letters("ftyp"), at: 4, sentence: `This file is a picture or a film. ${instead}` },
  {
    start: [0xd0, 0xcf, 0x11, 0xe0],
    sentence:
      "This file is in the old Excel format or protected by a password. Save it as .xlsx or CSV without a password.",
  },
  { start: [0x1f, 0x8b], sentence: `This file is compressed. Unpack it first. ${instead}` },
  { start: letters("Rar!"), sentence: `This file is compressed. Unpack it first. ${instead}` },
  {
    start: [...letters("7z"), 0xbc, 0xaf],
    sentence: `This file is compressed. Unpack it first. ${instead}`,
  },
];
