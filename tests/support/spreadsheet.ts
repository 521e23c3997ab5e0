import { deflateRawSync } from "node:zlib";

type Cell = string | number | Date | null;
type Part = { name: string; text: string };

/**
 * An .xlsx file with one sheet for each name. A day is written as spreadsheets do: as a number that looks like a day.
 */
export function xlsx(sheets: Readonly<Record<string, readonly (readonly Cell[])[]>>): Uint8Array {
  const names = Object.keys(sheets);
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const packages = "http://schemas.openxmlformats.org/package/2006/relationships";
  const each = (write: (name: string, number: number) => string) =>
    names.map((name, i) => write(name, i + 1)).join("");
  return archive([
    {
      name: "_rels/.rels",
      text: `<Relationships xmlns="${packages}"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: "xl/workbook.xml",
      text: `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${each((name, n) => `<sheet name="${escaped(name)}" sheetId="${n}" r:id="s${n}"/>`)}</sheets></workbook>`,
    },
    {
      name: "xl/_rels/workbook.xml.rels",
      text: `<Relationships xmlns="${packages}">${each((_, n) => `<Relationship Id="s${n}" Type="${office}/worksheet" Target="worksheets/sheet${n}.xml"/>`)}<Relationship Id="st" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    },
    {
      name: "xl/styles.xml",
      text: `<styleSheet xmlns="${main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    },
    ...Object.values(sheets).map((rows, i) => ({
      name: `xl/worksheets/sheet${i + 1}.xml`,
      text: `<worksheet xmlns="${main}"><sheetData>${rows.map(rowText).join("")}</sheetData></worksheet>`,
    })),
  ]);
}

function rowText(cells: readonly Cell[], row: number): string {
  const texts = cells.map((cell, column) => {
    const at = `r="${String.fromCodePoint(65 + column)}${row + 1}"`;
    if (cell === null) return "";
    if (typeof cell === "number") return `<c ${at}><v>${cell}</v></c>`;
    if (cell instanceof Date)
      return `<c ${at} s="1"><v>${cell.getTime() / 86_400_000 + 25_569}</v></c>`;
    return `<c ${at} t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`;
  });
  return `<row r="${row + 1}">${texts.join("")}</row>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/** A zip archive of these texts, compressed; it may lie about how large they unpack. */
export function archive(parts: readonly Part[], saysSize?: number): Uint8Array {
  const blocks: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, text } of parts) {
    const path = Buffer.from(name);
    const data = deflateRawSync(Buffer.from(text));
    const size = saysSize ?? Buffer.byteLength(text);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(data.length, 18);
    local.writeUInt32LE(size, 22);
    local.writeUInt16LE(path.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt32LE(size, 24);
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
  return new Uint8Array(Buffer.concat([...blocks, list, end]));
}
