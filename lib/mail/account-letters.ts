import { type Letter, letter } from "./letter.ts";

const product = "InvestByYourself";

/** Asks whoever signed up with an address to confirm that it is theirs. */
export function confirmLetter(link: string): Letter {
  return letter(`Confirm your address for ${product}`, [
    `Somebody, most likely you, wants to use this address at ${product}.`,
    { link, label: "Confirm your address" },
    "You will be asked for the password that was chosen there. The link works once, for 24 hours.",
    "If it was not you, do nothing: without the link no account comes of it.",
  ]);
}

/** Lets whoever forgot their password choose another. */
export function resetLetter(link: string): Letter {
  return letter(`Choose a new password for ${product}`, [
    `Somebody, most likely you, asked for a new password for your account at ${product}.`,
    { link, label: "Choose a new password" },
    "The link works once, for one hour. Every device is signed out and every API token ends when you use it.",
    "If it was not you, do nothing: your password stays as it is.",
  ]);
}

/** Tells the owner of an account that somebody tried to sign up with their address. */
export function takenLetter(links: { signIn: string; forgotten: string }): Letter {
  return letter(`You have an account at ${product}`, [
    `Somebody, most likely you, tried to sign up at ${product} with this address. It has an account already, and nothing about it has changed.`,
    { link: links.signIn, label: "Sign in" },
    { link: links.forgotten, label: "Choose a new password, if you have forgotten yours" },
    "If it was not you, do nothing. They were not told that you have an account.",
  ]);
}
