export type Cell = string | number | null;

const text = (cell: Cell): string => (cell === null ? '–' : String(cell));

/** Columns as wide as their widest cell; numbers stand to the right, what is absent is a dash. */
export function formatTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const width = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => text(row[column] ?? null).length)),
  );
  const isNumeric = head.map((_, column) => rows.every((row) => typeof (row[column] ?? null) !== 'string'));
  const line = (cells: readonly Cell[]): string =>
    head
      .map((_, column) => {
        const cell = text(cells[column] ?? null);
        return isNumeric[column] ? cell.padStart(width[column] ?? 0) : cell.padEnd(width[column] ?? 0);
      })
      .join('  ')
      .trimEnd();
  return [line(head), width.map((count) => '─'.repeat(count)).join('  '), ...rows.map(line)];
}

/** `7:42 h` for 27,720 seconds. */
export function hours(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return `${String(Math.floor(minutes / 60))}:${String(minutes % 60).padStart(2, '0')} h`;
}

/** A number for a page: at most that many digits after the point. */
export const shown = (value: number, digits = 0): number => Number(value.toFixed(digits));
