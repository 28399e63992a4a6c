import { Injectable } from '@nestjs/common'
import type { AreaGeometry } from '@yiwang/geo'
import { Land } from '../../domain/land.ts'
import type { Area } from './prisma/client.ts'
import { PrismaReads } from './prisma-reads.ts'

@Injectable()
export class LandRepository {
  constructor(private readonly prisma: PrismaReads) {}

  /** Moves with every import that changed something; undefined before the first. */
  async revision(): Promise<number | undefined> {
    const district = await this.prisma.client.district.findFirst({ select: { revision: true } })
    return district?.revision
  }

  /** The areas in force with their polygons. */
  async land(): Promise<Land> {
    const { area, areaGeometry } = this.prisma.client
    const [areas, geometries] = await Promise.all([
      area.findMany({ where: { retiredAt: null }, select: { code: true, name: true, level: true, parent: true, succeededBy: true } }),
      areaGeometry.findMany({ where: { retiredAt: null } }),
    ])
    return new Land(
      areas,
      geometries.map(({ area: code, geojson }) => ({ code, geometry: JSON.parse(geojson) as AreaGeometry })),
    )
  }

  /** Also when it is retired: what happened there is still asked for. */
  async area(code: string): Promise<Area | null> {
    return this.prisma.client.area.findUnique({ where: { code } })
  }

  async children(parent: string, after: string, limit: number): Promise<Area[]> {
    return this.prisma.client.area.findMany({
      where: { parent, retiredAt: null, code: { gt: after } },
      orderBy: { code: 'asc' },
      take: limit,
    })
  }
}
