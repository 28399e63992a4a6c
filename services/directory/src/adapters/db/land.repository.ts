import { Injectable } from '@nestjs/common'
import { type AreaGeometry, outlineOf } from '@yiwang/geo'
import { Land, type LandOutline } from '../../domain/land.ts'
import type { Area } from './prisma/client.ts'
import { PrismaReads } from './prisma-reads.ts'

const PAGE = 250

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
    const areas = await this.prisma.client.area.findMany({
      where: { retiredAt: null },
      select: { code: true, name: true, level: true, parent: true, succeededBy: true },
    })
    return new Land(areas, await this.outlines())
  }

  /** Some at a time: what the texts of all of them take is not given back. */
  private async outlines(): Promise<LandOutline[]> {
    const outlines: LandOutline[] = []
    for (let after = ''; ; ) {
      const page = await this.prisma.client.areaGeometry.findMany({
        where: { retiredAt: null, area: { gt: after } },
        orderBy: { area: 'asc' },
        take: PAGE,
      })
      for (const { area: code, geojson } of page) outlines.push({ code, outline: outlineOf(JSON.parse(geojson) as AreaGeometry) })
      if (page.length < PAGE) return outlines
      after = page.at(-1)!.area
    }
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
