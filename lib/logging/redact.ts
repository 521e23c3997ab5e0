/**
 * What never belongs in a log, wherever it stands: what opens an account, and addresses of people. The patterns are
 * bounded, since a thrown text may be anything.
 */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/\bparams:[\s\S]*/gu, "params: [left out]"],
  [/(\binvalid input [^:"]{1,80}: )"[\s\S]*/gu, "$1[left out]"],
  [/\b([a-z][a-z+]{1,20}:\/\/)[^\s/@]{1,200}@/giu, "$1[left out]@"],
  [/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}/gu, "[address]"],
  [/\$(?:argon2\w{0,2}|2[aby]|scrypt|pbkdf2)[^\s"']{1,300}/gu, "[hash]"],
  [/\biby_[\w-]{1,100}/gu, "[token]"],
  [/\bsk-[\w-]{4,200}/gu, "[key]"],
  [/\beyJ[\w-]{8,}(?:\.[\w-]*){0,4}/gu, "[token]"],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{4,}/giu, "$1 [left out]"],
  [/(session-token[\w.-]{0,20}=)[^;\s"']{1,5000}/giu, "$1[left out]"],
  [/([?&][\w-]{0,40}(?:token|key|secret|password|code)=)[^&\s"']{1,5000}/giu, "$1[left out]"],
];

/** The text without what opens an account and without people's addresses. */
export function redacted(text: string): string {
  return patterns.reduce((rest, [pattern, instead]) => rest.replaceAll(pattern, instead), text);
}

const privateNames =
  /^(?:password\w*|hash|secret|authorization|cookie|set-cookie|params|parameters|args|detail|where|email|body|posted|inputs?|outputs?|answers|values)$/iu;

/** Whether a field of this name may hold what a person entered. */
export function isPrivateName(name: string): boolean {
  return privateNames.test(name);
}
