/** What nobody sees: controls, joiners, marks of direction, fillers, choosers of a variant. */
const unseen =
  /\p{C}|\u034F|\u115F|\u1160|\u17B4|\u17B5|[\u180B-\u180D]|\u2800|\u3164|[\uFE00-\uFE0F]|\uFFA0|[\u{E0100}-\u{E01EF}]/u;

/** Whether a name is written so that one sees how: without characters that cannot be seen, and composed. */
export function isPlainlySpelt(name: string): boolean {
  return !unseen.test(name) && name.normalize("NFC") === name;
}

/** Letters of other scripts that look like Latin ones, and what they look like. */
const alike = new Map(
  [
    ["аɑα", "a"],
    ["АΑ", "A"],
    ["ВΒ", "B"],
    ["сϲ", "c"],
    ["СϹ", "C"],
    ["ԁ", "d"],
    ["еҽ", "e"],
    ["ЕΕ", "E"],
    ["ɡ", "g"],
    ["һ", "h"],
    ["НΗ", "H"],
    ["іıι|", "i"],
    ["ІΙӀ", "I"],
    ["ј", "j"],
    ["Ј", "J"],
    ["κк", "k"],
    ["КΚ", "K"],
    ["ӏ", "l"],
    ["МΜ", "M"],
    ["ո", "n"],
    ["Ν", "N"],
    ["оοօ", "o"],
    ["ОΟ", "O"],
    ["рρ", "p"],
    ["РΡ", "P"],
    ["ѕ", "s"],
    ["Ѕ", "S"],
    ["ТΤ", "T"],
    ["υս", "u"],
    ["ν", "v"],
    ["ԝ", "w"],
    ["хχ", "x"],
    ["ХΧ", "X"],
    ["уγ", "y"],
    ["УΥ", "Y"],
    ["ΖZ", "Z"],
    ["‐‑‒–—−", "-"],
  ].flatMap(([letters, latin]) => Array.from(letters!, (letter) => [letter, latin!] as const)),
);

/** Equal for names that look the same, however they are spelt. */
export function lookOf(name: string): string {
  const plain = Array.from(name.normalize("NFKC")).filter((letter) => !unseen.test(letter));
  return plain.map((letter) => alike.get(letter) ?? letter).join("");
}
