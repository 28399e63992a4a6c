import { Injectable } from '@nestjs/common'
import type { Post, Unit } from './prisma/client.ts'
import { PrismaReads } from './prisma-reads.ts'

export interface UnitFilter {
  readonly area?: string | undefined
  readonly kind?: string | undefined
  readonly board?: string | undefined
}
export type PostInUnit = Post & { readonly unit: Unit }
export interface PostHolder {
  readonly person: string
  readonly name: string
  readonly from: Date
  readonly to: Date | undefined
}

/** Units, posts and who holds them. An area means itself and everything in it. */
@Injectable()
export class OrganisationRepository {
  constructor(private readonly prisma: PrismaReads) {}

  async units(filter: UnitFilter, after: string, limit: number): Promise<Unit[]> {
    return this.prisma.client.unit.findMany({
      where: { retiredAt: null, code: { gt: after }, ...unitWhere(filter) },
      orderBy: { code: 'asc' },
      take: limit,
    })
  }

  async posts(
    filter: UnitFilter & { unit?: string | undefined; role?: string | undefined },
    after: string,
    limit: number,
  ): Promise<PostInUnit[]> {
    const { unit, role, ...ofUnit } = filter
    return this.prisma.client.post.findMany({
      where: {
        retiredAt: null,
        code: { gt: after },
        unit: unitWhere(ofUnit),
        ...(unit ? { unitId: unit } : {}),
        ...(role ? { role } : {}),
      },
      include: { unit: true },
      orderBy: { code: 'asc' },
      take: limit,
    })
  }

  async post(id: string): Promise<PostInUnit | null> {
    return this.prisma.client.post.findUnique({ where: { id }, include: { unit: true } })
  }

  /** Who holds the post at an instant. A holding that the folder no longer has ended when that was imported. */
  async holders(post: string, at: Date): Promise<PostHolder[]> {
    const holdings = await this.prisma.client.holding.findMany({
      where: {
        postId: post,
        from: { lte: at },
        AND: [{ OR: [{ to: null }, { to: { gt: at } }] }, { OR: [{ retiredAt: null }, { retiredAt: { gt: at } }] }],
      },
      include: { staff: true },
      orderBy: [{ from: 'asc' }, { staffId: 'asc' }],
    })
    return holdings.map(({ staff, from, to, retiredAt }) => ({ person: staff.id, name: staff.name, from, to: earlier(to, retiredAt) }))
  }
}

function unitWhere({ area, kind, board }: UnitFilter) {
  return { ...(area ? { area: { startsWith: area } } : {}), ...(kind ? { kind } : {}), ...(board ? { board } : {}) }
}

export function earlier(one: Date | null, other: Date | null): Date | undefined {
  if (one && other) return one < other ? one : other
  return one ?? other ?? undefined
}
