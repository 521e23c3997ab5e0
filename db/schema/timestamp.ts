import { timestamp } from "drizzle-orm/pg-core";

/** A timestamp column that does not depend on the time zone of its reader. */
export const moment = () => timestamp({ withTimezone: true });
