/**
 * Rows of cells as aligned lines, `l` or `r` for each column, two spaces between them. With `paint` the first row is a
 * heading.
 */
export const textTable = (
  rows: readonly (readonly string[])[],
  align: string,
  paint?: (style: 'bold', text: string) => string,
): string[] => {
  const widths = [...align].map((_, column) => Math.max(...rows.map(row => [...(row[column] ?? '')].length)));
  return rows.map((row, index) => {
    const cells = widths.map((width, column) => {
      const cell = row[column] ?? '';
      const space = ' '.repeat(width - [...cell].length);
      return align[column] === 'r' ? space + cell : cell + space;
    });
    const line = cells.join('  ').trimEnd();
    return paint && index === 0 ? paint('bold', line) : line;
  });
};
