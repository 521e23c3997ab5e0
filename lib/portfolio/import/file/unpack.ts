import { inflateRawSync } from "node:zlib";

import { importLimits } from "#lib/portfolio/import/bounds/limits.ts";
import { FileRefusal } from "#lib/portfolio/import/bounds/refusal.ts";

type Part = { readonly name: string; readonly data: Buffer };

/**
 * The XML parts of an archive. What they unpack to is counted while it is unpacked, whatever the archive says of their
 * size: a file of some kilobytes cannot fill the memory. Throws `FileRefusal`.
 */
export function unpack(bytes: Uint8Array): Part[] {
  try {
    return partsOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    if (error instanceof FileRefusal) throw error;
    const isTooLarge =
      error instanceof RangeError && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    throw isTooLarge
      ? tooLarge()
      : new FileRefusal("This .xlsx file is damaged. Save it again in a spreadsheet.");
  }
}

function partsOf(file: Buffer): Part[] {
  const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0) throw new FileRefusal("This .xlsx file is not complete. Download it again.");
  const count = file.readUInt16LE(end + 10);
  if (count > importLimits.unpackedParts) throw tooLarge();
  const parts: Part[] = [];
  let at = file.readUInt32LE(end + 16);
  let left: number = importLimits.unpackedBytes;
  for (let i = 0; i < count; i += 1) {
    if (file.readUInt32LE(at) !== 0x02014b50) throw new RangeError("no entry");
    const nameLength = file.readUInt16LE(at + 28);
    const name = file.toString("utf8", at + 46, at + 46 + nameLength);
    if (/\.(xml|rels)$/u.test(name)) {
      const data = contents(file, at, left);
      left -= data.length;
      parts.push({ name, data });
    }
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return parts;
}

function contents(file: Buffer, entry: number, left: number): Buffer {
  if ((file.readUInt16LE(entry + 8) & 1) === 1) {
    throw new FileRefusal("This .xlsx file is protected by a password. Save it without one.");
  }
  const method = file.readUInt16LE(entry + 10);
  const size = file.readUInt32LE(entry + 20);
  const local = file.readUInt32LE(entry + 42);
  const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
  if (start + size > file.length) throw new RangeError("cut off");
  const packed = file.subarray(start, start + size);
  if (method === 8) return inflateRawSync(packed, { maxOutputLength: Math.max(1, left) });
  if (method !== 0) throw new RangeError("unknown method");
  if (packed.length > left) throw tooLarge();
  return packed;
}

function tooLarge(): FileRefusal {
  return new FileRefusal(
    "This .xlsx file unpacks to far more than a table of holdings. Save the one sheet that you need as CSV.",
  );
}

/** The same parts as an archive in which nothing is compressed any more. */
export function repack(parts: readonly Part[]): ArrayBuffer {
  const blocks: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, data } of parts) {
    const path = Buffer.from(name, "utf8");
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt32LE(data.length, 18);
    local.writeUInt32LE(data.length, 22);
    local.writeUInt16LE(path.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 6);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt32LE(data.length, 24);
    entry.writeUInt16LE(path.length, 28);
    entry.writeUInt32LE(at, 42);
    blocks.push(local, path, data);
    directory.push(entry, path);
    at += local.length + path.length + data.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return Uint8Array.from(Buffer.concat([...blocks, list, end])).buffer;
}
