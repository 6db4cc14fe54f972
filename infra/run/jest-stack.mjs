/** Set up and torn down in different modules of one process. @type {{ stop: () => Promise<void> }} */
export const held = { stop: () => Promise.resolve() };
