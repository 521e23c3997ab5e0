/** A mail, as plain text and as simple HTML that says the same. */
export type Letter = { subject: string; text: string; html: string };

/** One paragraph, or a link with what it does. */
export type Part = string | { readonly link: string; readonly label: string };

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A letter of these parts, in this order. What stands in them is text: nothing of it becomes markup. */
export function letter(subject: string, parts: readonly Part[]): Letter {
  const text = parts.map((part) =>
    typeof part === "string" ? part : `${part.label}:\n${part.link}`,
  );
  const html = parts.map((part) =>
    typeof part === "string"
      ? `<p>${escaped(part)}</p>`
      : `<p><a href="${escaped(part.link)}">${escaped(part.label)}</a></p><p style="color:#5f6864">${escaped(part.link)}</p>`,
  );
  return {
    subject,
    text: `${text.join("\n\n")}\n`,
    html: `<!doctype html><html lang="en"><body style="font-family:sans-serif;font-size:16px;line-height:1.5;max-width:36em">${html.join("")}</body></html>`,
  };
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (character) => escapes[character] ?? character);
}
