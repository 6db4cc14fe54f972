/** Name, default, meaning. */
export const SCRIPT_VARIABLES: readonly (readonly [string, string, string])[];
