export type AssetGroup = "bonds" | "shares" | "cash" | "commodities" | "other";

/** What a group is called inside a sentence: "55.2% in bonds". */
export const groupLabels: Readonly<Record<AssetGroup, string>> = {
  bonds: "bonds",
  shares: "shares",
  cash: "cash",
  commodities: "commodities and gold",
  other: "other investments",
};

const groupOf: Readonly<Record<string, AssetGroup>> = {
  us_large: "shares",
  us_small: "shares",
  intl_dev: "shares",
  em: "shares",
  reits: "shares",
  us_agg: "bonds",
  tips: "bonds",
  high_yield: "bonds",
  munis: "bonds",
  short_treasury: "bonds",
  intl_bonds: "bonds",
  cash: "cash",
  commodities: "commodities",
  gold: "commodities",
};

/** The group people think of an asset class in. Property companies count as shares, as in the plan's limits. */
export function assetGroup(assetClass: string): AssetGroup {
  return groupOf[assetClass] ?? "other";
}
