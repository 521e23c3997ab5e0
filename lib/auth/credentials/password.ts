import { hash, verify } from "@node-rs/argon2";

/** Argon2id (the library's default kind) at OWASP's recommended cost: about 20 ms and 19 MiB each. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };

/** Compared with the password when there is no such account: the same cost, and nobody knows its password. */
export const decoyHash =
  "$argon2id$v=19$m=19456,t=2,p=1$iQ/gunQnVgd3aItiiAP/2g$Um2+Sa1oQWbfRexEPuHoE+42bEOmhRU5pBpcClA1H+g";

/** The hash to store for a password. It carries its salt and its cost. */
export async function hashPassword(password: string): Promise<string> {
  return await hash(password, cost);
}

/**
 * Whether `password` belongs to `passwordHash`. Without a hash the answer is no, after the same work, so that the time
 * taken does not reveal which addresses have an account.
 */
export async function passwordMatches(
  passwordHash: string | null | undefined,
  password: string,
): Promise<boolean> {
  const matches = await verify(passwordHash ?? decoyHash, password);
  return matches && passwordHash != null;
}
