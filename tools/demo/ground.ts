import type { Position } from 'geojson'
import type { LatticePoint, Rect } from './tiling.ts'

/** The lattice of the whole district. About 1 m a step. */
export const LATTICE: Rect = { x0: 0, y0: 0, x1: 430_000, y1: 100_000 }

/**
 * Where a point of the lattice lies on the ground (WGS 84, rounded to 1e-6 degrees): a strip along the north bank of the Jialing
 * and the Yangtze, bent as the rivers bend. A point has one image, so pieces that share corners on the lattice share them here.
 */
export function toGround([x, y]: LatticePoint): Position {
  const s = x / LATTICE.x1
  const t = y / LATTICE.y1
  const south = 29.549 + 0.046 * s + 0.008 * Math.sin(9 * s + 0.6) + 0.003 * Math.sin(23 * s)
  const north = 29.624 + 0.082 * s + 0.006 * Math.sin(7 * s + 2) + 0.003 * Math.sin(19 * s)
  const lon = 106.462 + 0.432 * s + 0.005 * Math.sin(5 * t + 3 * s)
  const lat = south + t * (north - south)
  return [round(lon), round(lat)]
}

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6

const SHARES: Record<string, readonly [x0: number, x1: number, y0: number, y1: number]> = {
  石马河街道: [0, 0.13, 0.5, 1],
  大石坝街道: [0, 0.13, 0, 0.5],
  观音桥街道: [0.13, 0.2, 0.36, 1],
  华新街街道: [0.13, 0.2, 0, 0.36],
  五里店街道: [0.2, 0.26, 0.4, 1],
  江北城街道: [0.2, 0.26, 0, 0.4],
  寸滩街道: [0.26, 0.4, 0, 1],
  铁山坪街道: [0.4, 0.56, 0.45, 1],
  郭家沱街道: [0.4, 0.56, 0, 0.45],
  鱼嘴镇: [0.56, 0.72, 0, 1],
  复盛镇: [0.72, 0.84, 0, 1],
  五宝镇: [0.84, 1, 0, 1],
}

/** The twelve streets and towns lie about where the real ones do; their borders are invented. */
export function streetRect(name: string): Rect {
  const share = SHARES[name]
  if (!share) throw new Error(`No place on the lattice for ${name}`)
  const [x0, x1, y0, y1] = share
  return {
    x0: Math.round(x0 * LATTICE.x1),
    x1: Math.round(x1 * LATTICE.x1),
    y0: Math.round(y0 * LATTICE.y1),
    y1: Math.round(y1 * LATTICE.y1),
  }
}
