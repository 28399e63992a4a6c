import type { Unit } from './units.ts'

export type Role =
  | 'GRID_WORKER'
  | 'GRID_LEADER'
  | 'MICRO_GRID_LEADER'
  | 'COMMUNITY_OFFICER'
  | 'DISPATCHER'
  | 'VERIFIER'
  | 'POST_HOLDER'
  | 'DEPARTMENT_OFFICER'
  | 'SUPERVISOR'
  | 'LEADER'
  | 'EDITOR'
  | 'INTEGRATOR'

export interface Post {
  readonly code: string
  readonly name: string
  readonly role: Role
  readonly unit: string
  /** How many people hold it. */
  readonly holders: number
}

type Plan = readonly [code: string, name: string, role: Role, holders: number]

const PLANS: Record<Unit['kind'], readonly Plan[]> = {
  DISTRICT_CENTRE: [
    ['leader', '指挥长', 'LEADER', 1],
    ['dispatcher', '研判员', 'DISPATCHER', 3],
    ['verifier', '核查员', 'VERIFIER', 2],
    ['supervisor', '督查员', 'SUPERVISOR', 2],
    ['editor', '配置员', 'EDITOR', 1],
    ['integrator', '系统对接员', 'INTEGRATOR', 1],
  ],
  DEPARTMENT: [['officer', '经办岗', 'DEPARTMENT_OFFICER', 2]],
  STREET_CENTRE: [
    ['leader', '指挥长', 'LEADER', 1],
    ['dispatcher', '研判员', 'DISPATCHER', 2],
    ['verifier', '核查员', 'VERIFIER', 2],
    ['supervisor', '督查员', 'SUPERVISOR', 1],
  ],
  BOARD: [['head', '板块负责人', 'POST_HOLDER', 1]],
  OFFICE: [
    ['head', '负责人岗', 'POST_HOLDER', 1],
    ['handler', '经办岗', 'POST_HOLDER', 2],
  ],
  COMMUNITY: [
    ['secretary', '社区书记', 'COMMUNITY_OFFICER', 1],
    ['officer', '社区干事', 'COMMUNITY_OFFICER', 2],
  ],
  GRID_TEAM: [
    ['leader', '网格长', 'GRID_LEADER', 1],
    ['worker', '专职网格员', 'GRID_WORKER', 1],
  ],
}

/** Micro-grid leaders are named in the street that the demo shows in full. */
const MICRO_GRID_LEADERS: Plan = ['micro-grid-leader', '微网格长', 'MICRO_GRID_LEADER', 5]

export function makePosts(units: readonly Unit[], fullStreet: string): Post[] {
  return units.flatMap((unit) => {
    const plans =
      unit.kind === 'GRID_TEAM' && unit.area.startsWith(fullStreet) ? [...PLANS.GRID_TEAM, MICRO_GRID_LEADERS] : PLANS[unit.kind]
    return plans.map(([code, name, role, holders]) => ({ code: `${unit.code}/${code}`, name, role, unit: unit.code, holders }))
  })
}
