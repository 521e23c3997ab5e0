/**
 * What a variable stands for. `ending`: `value` of a step's endings against all later ones. `guard`: whether it holds.
 * `within`: whether a condition inside another expression of the step, or of an output of the workflow, does.
 * `again`: a loop started the step over. `used`: a loop used up the edge from `from`. `first`: the step comes first in
 * its race, as against all later members. `withdrawn`: something else took the step back before it ended.
 */
export type Meaning =
  | { readonly kind: "ending"; readonly step: number; readonly value: number }
  | { readonly kind: "guard"; readonly key: string; readonly step: number }
  | { readonly kind: "within"; readonly key: string; readonly step: number | null }
  | { readonly kind: "again" | "first" | "withdrawn"; readonly step: number }
  | { readonly kind: "used"; readonly step: number; readonly from: number };

/** When a step evaluates a condition. */
export type Moment = "activation" | "within" | "later";
