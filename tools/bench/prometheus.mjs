const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;

/**
 * Sums all series of one metric whose labels contain every given `name="value"`.
 * @param {string} text Prometheus text format @param {string} metric @param {string[]} [labels]
 */
export function sumOf(text, metric, labels = []) {
  let sum = 0;
  for (const line of text.split('\n')) {
    const match = LINE.exec(line);
    if (match?.[1] === metric && labels.every((label) => (match[2] ?? '').includes(label))) sum += Number(match[3]);
  }
  return sum;
}
