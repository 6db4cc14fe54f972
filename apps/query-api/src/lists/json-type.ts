/** Content type of answers that are written here, as the framework names it for its own. */
export const JSON_TYPE = 'application/json; charset=utf-8';
