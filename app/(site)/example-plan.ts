/**
 * The solver's result for $48,000 over 12 years at moderate risk with the usual limits. The test beside this file
 * solves it again, so the figures cannot drift from what a person would get.
 */
export const examplePlan = {
  proposed: { risk: 0.085, return: 0.0572 },
  lowestRisk: { risk: 0.0174, return: 0.0342 },
  frontier: [
    [0.0174, 0.0342],
    [0.0188, 0.0358],
    [0.022, 0.0373],
    [0.0261, 0.0389],
    [0.0307, 0.0404],
    [0.0406, 0.0435],
    [0.0505, 0.0466],
    [0.0605, 0.0497],
    [0.0707, 0.0528],
    [0.0809, 0.0559],
    [0.0914, 0.0591],
    [0.1023, 0.0622],
    [0.1134, 0.0653],
    [0.1248, 0.0684],
    [0.1363, 0.0715],
    [0.1481, 0.0746],
    [0.1606, 0.0777],
    [0.1672, 0.0792],
  ].map(([risk, expected]) => ({ risk: risk!, return: expected! })),
};
