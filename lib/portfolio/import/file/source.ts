import { fileLimitText, importLimits } from "#lib/portfolio/import/bounds/limits.ts";
import { FileRefusal } from "#lib/portfolio/import/bounds/refusal.ts";

import { decodeText, type Encoding } from "./decode-text.ts";
import { isArchive, otherKindOf, otherTextOf } from "./file-kind.ts";
import { readSpreadsheet, type Sheet } from "./spreadsheet.ts";

/** What a file holds before anything of it is understood: a text with its encoding, or sheets of cells. */
export type Source =
  | {
      readonly kind: "text";
      readonly text: string;
      readonly encoding: Encoding;
      readonly how: string;
    }
  | { readonly kind: "sheets"; readonly sheets: readonly Sheet[] };

/** Opens a file. Throws `FileRefusal` where it is too large, empty, damaged or of another kind. */
export async function sourceOf(bytes: Uint8Array, encoding?: Encoding): Promise<Source> {
  if (bytes.length > importLimits.fileBytes) throw tooLarge();
  if (bytes.length === 0) throw new FileRefusal("This file is empty. Download it again.");
  const other = otherKindOf(bytes);
  if (other !== null) throw new FileRefusal(other);
  if (isArchive(bytes)) return { kind: "sheets", sheets: await readSpreadsheet(bytes) };
  const decoded = decodeText(bytes, encoding);
  refuseOtherText(decoded.text);
  return { kind: "text", ...decoded };
}

/** A text that was pasted or sent. Throws `FileRefusal` where it is too large or no table. */
export function pastedSource(text: string): Source {
  if (text.length > importLimits.fileBytes) throw tooLarge();
  refuseOtherText(text);
  const bare = text.replace(/^\uFEFF/u, "");
  return { kind: "text", text: bare, encoding: "utf-8", how: "The text was given as it is" };
}

function refuseOtherText(text: string): void {
  if (text.replace(/^\uFEFF/u, "").trim() === "") {
    throw new FileRefusal("There is no text in this file. Download it again.");
  }
  const other = otherTextOf(text);
  if (other !== null) throw new FileRefusal(other);
}

/** What is said of a file above the limit. */
export function tooLarge(): FileRefusal {
  return new FileRefusal(
    `This file is larger than ${fileLimitText}, which is the most that is read. Export your holdings alone, without past trades.`,
  );
}
