import { days, fields, type Profile, plan, type Row, seconds } from './type.ts'

/** For trying the platform: a whole escalation in half a minute, or a plain budget in days; nothing to fill in. */
export const TRIAL: Profile = {
  category: 'TRIAL',
  entersAt: 'GRID',
  solvedAt: ['GRID', 'COMMUNITY', 'STREET', 'DISTRICT'],
  fields: fields({}),
  evidence: [],
  verification: { mode: 'EVERY' },
  plan: plan({ case: seconds(20), triage: seconds(20), handling: seconds(20), verifying: seconds(20) }),
  urgency: 'NORMAL',
  ladder: 'default',
  needsDecision: false,
  reopenDays: 15,
  kindred: [],
  duplicateRadiusM: 0,
}

const inDays = plan({ case: days(5), triage: days(5), handling: days(5), verifying: days(5) })

export const TRIALS: readonly Row[] = [
  ['trial-grid', '试用事项(网格,20 秒)', 'property-management', '试用:从网格开始,每一步 20 秒'],
  ['trial-street', '试用事项(镇街,20 秒)', 'property-management', '试用:从镇街中心开始,每一步 20 秒', { entersAt: 'STREET' }],
  ['plain-grid', '普通事项(网格,5 个工作日)', 'property-management', '试用:从网格开始,每一步 5 个工作日', { plan: inDays }],
  [
    'plain-street',
    '普通事项(镇街,5 个工作日)',
    'property-management',
    '试用:从镇街中心开始,每一步 5 个工作日',
    { plan: inDays, entersAt: 'STREET' },
  ],
]
