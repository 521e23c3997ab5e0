import type { z } from "zod";

import {
  date,
  integer,
  json,
  money,
  number,
  numberList,
  percent,
  text,
  textList,
  yesNo,
} from "./basic.ts";
import { capacityAnswers } from "./capacity-answers.ts";
import { basicType, dataType } from "./data-type.ts";
import { explanation } from "./explanation.ts";
import { holdings } from "./holdings.ts";
import { investorProfile } from "./investor-profile.ts";
import {
  checkReport,
  confirmation,
  decision,
  httpBody,
  httpQuery,
  httpResponse,
} from "./outcomes.ts";
import { planLimits } from "./plan-limits.ts";
import {
  allocation,
  constraints,
  framework,
  portfolioRef,
  projection,
  riskTable,
} from "./portfolio.ts";
import { riskAnswers } from "./risk-answers.ts";
import { riskAssessment } from "./risk-assessment.ts";

/** Every semantic type that ports may name. Contracts match on these ids, never on the shape of a value. */
export const dataTypes = {
  text: basicType("Text", text),
  number: basicType("Number", number),
  integer: basicType("Whole number", integer),
  boolean: basicType("Yes or no", yesNo),
  date: basicType("Date", date),
  json: basicType("Any value", json),
  money: dataType("Money", money),
  percent: basicType("Percent", percent),
  "number-list": basicType("List of numbers", numberList),
  "text-list": basicType("List of texts", textList),
  "investor-profile": dataType("About your money", investorProfile),
  "risk-answers": dataType("Risk questions", riskAnswers),
  "capacity-answers": dataType("What you could bear", capacityAnswers),
  "risk-assessment": dataType("Risk assessment", riskAssessment),
  framework: dataType("Allocation framework", framework),
  constraints: dataType("Limits of the plan", constraints),
  "plan-limits": dataType("Your limits", planLimits),
  allocation: dataType("Allocation", allocation),
  "risk-table": dataType("Risk table", riskTable),
  projection: dataType("Projection", projection),
  holdings: dataType("Holdings", holdings),
  "check-report": dataType("Check report", checkReport),
  decision: dataType("Decision", decision),
  confirmation: dataType("Confirmation", confirmation),
  explanation: dataType("Explanation", explanation),
  "portfolio-ref": dataType("Saved portfolio", portfolioRef),
  "http-query": dataType("Parameters of a request", httpQuery),
  "http-body": dataType("Content of a request", httpBody),
  "http-response": dataType("Answer of a server", httpResponse),
} as const;

export type DataTypes = typeof dataTypes;
export type DataTypeId = keyof DataTypes;

/** The schema of a data type, without its own static type. */
export function schemaOf(id: DataTypeId): z.ZodType {
  return dataTypes[id].schema;
}

/** The ids of all data types, as configs name them. */
export const dataTypeIds = Object.keys(dataTypes).filter(isDataTypeId);

export function isDataTypeId(id: string): id is DataTypeId {
  return Object.hasOwn(dataTypes, id);
}
