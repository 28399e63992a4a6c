import type { Area } from '../areas.ts'
import { CUNTAN } from '../people.ts'
import { middleOf } from '../places.ts'
import { acting, agreement, type FeedLine, post, report, toOffice } from './lines.ts'

const GRID = `${CUNTAN}001001`

/** The story of the platform: a quarrel that the grid cannot settle goes up, across to the office that can, and back to who reported it. */
export function liftQuarrel(areas: readonly Area[]): FeedLine[] {
  const lift = acting('lift')
  return [
    report(1_500, 'resident-1', 'lift', {
      type: 'lift-quarrel',
      text: '我们2单元想加装电梯,一楼两户怕挡光不同意,已经在楼道里吵了好几次,请帮忙协调。',
      point: middleOf(areas, `${GRID}01`),
      contact: { name: '测试居民', phone: '13800000001' },
      fields: { compound: '溉澜溪小区', building: '1', stage: '加装意愿', parties: 14, mediated: false },
    }),
    lift(3_000, 'grid-worker-1', 'accept'),
    lift(3_000, 'grid-worker-1', 'comment', { text: '入户走访:同意十二户,不同意两户,双方情绪激动。' }),
    lift(2_000, 'grid-worker-1', 'hand-over', { to: { post: post(`${GRID}/grid-team/leader`) }, reason: '需要网格长出面协调' }),
    lift(3_000, 'grid-leader-1', 'accept'),
    lift(4_000, 'grid-leader-1', 'comment', { text: '召集双方在党群服务站面谈,未谈拢,一楼要求先看采光测算。' }),
    lift(2_000, 'grid-leader-1', 'report-up', { to: 'COMMUNITY', reason: '网格内协调未果' }),
    lift(3_000, 'community-1', 'accept'),
    lift(3_000, 'community-1', 'comment', { text: '社区组织听证,意见仍不一致,需要专业部门参与。' }),
    lift(2_000, 'community-1', 'report-up', { to: 'STREET', reason: '涉及加装方案和物业配合,社区无力解决' }),
    lift(3_000, 'dispatcher-1', 'accept'),
    lift(3_000, 'dispatcher-1', 'dispatch', { ...toOffice(CUNTAN, 'property-management'), reason: '民生服务板块物业办牵头调解' }),
    lift(3_000, 'post-1', 'accept'),
    lift(4_000, 'post-1', 'comment', { text: '会同司法所和设计单位现场测算采光,调整井道位置,约定一楼不分摊并给予补偿。' }),
    lift(3_000, 'post-1', 'feed-back', { text: '双方签订加装电梯调解协议。', evidence: [agreement] }),
    lift(3_000, 'verifier-1', 'accept'),
    lift(2_000, 'verifier-1', 'verify', { result: 'PASSED', text: '电话回访双方,协议属实。' }),
    lift(4_000, 'resident-1', 'answer', { solved: true, rating: 5, text: '谢谢,邻居们都同意了。' }),
  ]
}
