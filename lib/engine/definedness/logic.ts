import type { Guard } from "#lib/engine/proof/model.ts";

/** Both; nothing stands for what always holds. */
export function both(a: Guard | null, b: Guard | null): Guard | null {
  if (!a) return b;
  return b ? { kind: "and", of: [a, b] } : a;
}

export function allOf(guards: readonly Guard[]): Guard | null {
  return guards.reduce<Guard | null>(both, null);
}

export function either(a: Guard, b: Guard): Guard {
  return { kind: "or", of: [a, b] };
}

export function negated(a: Guard): Guard {
  return a.kind === "not" ? a.of : { kind: "not", of: a };
}

/** Something that holds or does not, alike wherever it has this name. */
export function named(key: string): Guard {
  return { kind: "holds", key };
}

export function constant(value: boolean): Guard {
  const atom = named("true");
  const always = either(atom, negated(atom));
  return value ? always : negated(always);
}

/** The steps whose completion a condition asks for. */
export function stepsIn(guard: Guard | null): readonly number[] {
  if (!guard || guard.kind === "holds") return [];
  if (guard.kind === "completed") return [guard.step];
  return guard.kind === "not" ? stepsIn(guard.of) : guard.of.flatMap(stepsIn);
}
