/** Arithmetic of the grid: as large as the tiles can be. */
export interface Area {
  readonly width: number;
  readonly height: number;
}

export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  /** The tiles do not fit and the grid scrolls. */
  readonly scrolls: boolean;
}

const widest = 16 / 9;
const minTileWidth = 156;

/**
 * The number of columns that gives the largest tiles. A tile is 16:9 where that fits, up to 4:3 (1:1 on upright
 * screens, 3:4 alone) where it fills the area better.
 */
export function bestGrid(count: number, area: Area, gap: number): Grid {
  const upright = count === 1 ? 3 / 4 : 1;
  const narrowest = area.height > area.width ? upright : 4 / 3;
  let best: Grid = { columns: 1, rows: Math.max(1, count), tileWidth: 0, tileHeight: 0, scrolls: false };
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.ceil(count / columns);
    const cellWidth = (area.width - gap * (columns - 1)) / columns;
    const cellHeight = (area.height - gap * (rows - 1)) / rows;
    if (cellWidth <= 0 || cellHeight <= 0) continue;
    const aspect = Math.min(widest, Math.max(narrowest, cellWidth / cellHeight));
    const tileWidth = Math.floor(Math.min(cellWidth, cellHeight * aspect));
    const tileHeight = Math.floor(tileWidth / aspect);
    if (tileWidth * tileHeight > best.tileWidth * best.tileHeight) {
      best = { columns, rows, tileWidth, tileHeight, scrolls: false };
    }
  }
  return best.tileWidth < Math.min(minTileWidth, area.width) && area.width > 0
    ? scrolling(count, area, gap)
    : best;
}

function scrolling(count: number, area: Area, gap: number): Grid {
  const columns = Math.max(1, Math.floor((area.width + gap) / (minTileWidth + gap)));
  const tileWidth = Math.floor((area.width - gap * (columns - 1)) / columns);
  const tileHeight = Math.floor((tileWidth * 3) / 4);
  return { columns, rows: Math.ceil(count / columns), tileWidth, tileHeight, scrolls: true };
}
