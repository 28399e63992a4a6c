import type { Area } from '../areas.ts'
import { cityManagement, comprehensiveGovernance, emergencyCommand, structured } from '../legacy-events.ts'
import { CUNTAN, GUANYINQIAO } from '../people.ts'
import { middleOf } from '../places.ts'
import { acting, agreement, type FeedLine, finalReport, inbound, photoAfter, toOffice, unit } from './lines.ts'

/** A manhole cover in Cuntan, rubbish in Guanyinqiao. Their "finish" is a note to the holder: closing is ours. */
export function fromCityManagement(areas: readonly Area[]): FeedLine[] {
  const system = 'city-management'
  const cover = cityManagement('JBCG-{{run}}-1', {
    ...{ kind: 'part', bigClass: '01', smallClass: '0101', partCode: '5001050101000317' },
    ...{ desc: '污水井盖缺失三分之一', addr: '头塘社区支路', place: middleOf(areas, `${CUNTAN}00800202`), happenTime: '{{local}}' },
  })
  const rubbish = cityManagement('JBCG-{{run}}-2', {
    ...{ kind: 'event', bigClass: '01', smallClass: '0101' },
    ...{ desc: '背街暴露垃圾约一立方米', addr: '桃源社区背街', place: middleOf(areas, `${GUANYINQIAO}00100101`), happenTime: '{{local}}' },
  })
  const onCover = acting('cover')
  const onRubbish = acting('rubbish')
  return [
    inbound(3_000, system, cover.report(), 'cover'),
    onCover(3_000, 'dispatcher-2', 'accept'),
    inbound(1_000, system, rubbish.report(), 'rubbish'),
    onCover(2_000, 'dispatcher-2', 'dispatch', toOffice(CUNTAN, 'urban-management')),
    onRubbish(2_000, 'grid-leader-1-other', 'accept'),
    inbound(1_000, system, cover.update('晚高峰前需恢复', '{{local}}')),
    onCover(2_000, 'post-4', 'accept'),
    onRubbish(4_000, 'grid-leader-1-other', 'solve', { text: '已清运并冲洗。', evidence: [photoAfter] }),
    onRubbish(2_000, 'community-1-other', 'verify', { result: 'PASSED', text: '现场复核已干净。' }),
    onCover(3_000, 'post-4', 'feed-back', { text: '井盖已更换。', evidence: [photoAfter] }),
    inbound(1_000, system, cover.finish('巡查复核:井盖已更换', '{{local}}')),
    onCover(3_000, 'verifier-2', 'verify', { result: 'PASSED' }),
    inbound(1_000, system, rubbish.finish('巡查复核:已清运', '{{local}}')),
  ]
}

/** A family's quarrel that the grid settles, and a matter without a place that the district gives to a department. */
export function fromComprehensiveGovernance(): FeedLine[] {
  const system = 'comprehensive-governance'
  const family = comprehensiveGovernance(
    'ZZ-{{run}}-1',
    {
      ...{ category: '0204', title: '夫妻争吵', content: '住户夫妻因家务争吵多日' },
      ...{ gridCode: `${CUNTAN}001002`, partyName: '周测试', partyPhone: '13800000021', occurredAt: '{{now}}' },
    },
    structured,
  )
  const fees = comprehensiveGovernance('ZZ-{{run}}-2', {
    ...{
      category: '0302',
      title: '跨街道物业费纠纷',
      content: '一家物业企业在多个街道的项目同时上调物业费,业主要求政府协调',
      occurredAt: '{{now}}',
    },
  })
  const onFamily = acting('family')
  const onFees = acting('fees')
  return [
    inbound(5_000, system, family.add(), 'family'),
    onFamily(3_000, 'grid-worker-2', 'accept'),
    inbound(1_000, system, fees.add(), 'fees'),
    onFees(3_000, 'district-1', 'accept'),
    onFamily(4_000, 'grid-worker-2', 'solve', { text: '分别谈话,双方和解。' }),
    onFees(2_000, 'district-1', 'dispatch', { to: { unit: unit('500105/housing') }, reason: '涉及多个街道,由区住建委牵头' }),
    onFamily(3_000, 'grid-leader-2', 'verify', { result: 'PASSED', text: '回访属实。' }),
    onFees(3_000, 'department-1', 'accept'),
    inbound(1_000, system, fees.modify('企业已提交收费依据', '{{now}}')),
    onFees(5_000, 'department-1', 'feed-back', { text: '组织签订调解协议书。', evidence: [agreement] }),
    onFees(3_000, 'district-2', 'verify', { result: 'PASSED' }),
    inbound(2_000, system, fees.end('纠纷已调处', '{{now}}')),
  ]
}

/** A gas leak: both centres are told at once, and closing is theirs. A second alert is fed back before they cancel it. */
export function fromEmergencyCommand(areas: readonly Area[]): FeedLine[] {
  const system = 'emergency-command'
  const gas = emergencyCommand('JBYJ-{{run}}-1', {
    ...{ event: '燃气泄漏', category: 'Safety', severity: 'Severe', headline: '溉澜溪社区燃气泄漏报警' },
    ...{ description: '居民楼一层厨房燃气泄漏,已通知关阀', areaDesc: '寸滩街道溉澜溪社区' },
    ...{ place: middleOf(areas, `${CUNTAN}00100302`), sent: '{{now}}' },
  })
  const flood = emergencyCommand('JBYJ-{{run}}-2', {
    ...{ event: '内涝积水', category: 'Met', severity: 'Moderate', headline: '下穿道积水' },
    ...{ description: '下穿道积水约30厘米,两车熄火', areaDesc: '观音桥街道桃源社区' },
    ...{ place: middleOf(areas, `${GUANYINQIAO}00100202`), sent: '{{now}}' },
  })
  const onGas = acting('gas')
  const onFlood = acting('flood')
  return [
    inbound(8_000, system, gas.alert(), 'gas'),
    onGas(2_000, 'dispatcher-1', 'accept'),
    onGas(2_000, 'dispatcher-1', 'dispatch', { to: { unit: unit(`${CUNTAN}/emergency`) }, reason: '应急办到场处置' }),
    inbound(3_000, system, flood.alert(), 'flood'),
    inbound(2_000, system, gas.update('已疏散一个单元,燃气企业到场', '{{now}}')),
    onFlood(2_000, 'dispatcher-1-other', 'accept'),
    onFlood(2_000, 'dispatcher-1-other', 'dispatch', toOffice(GUANYINQIAO, 'urban-management')),
    onFlood(2_000, 'post-4-other', 'accept'),
    inbound(4_000, system, gas.cancel('浓度归零,解除警戒', '{{now}}')),
    onFlood(4_000, 'post-4-other', 'feed-back', { text: '抽排完成,恢复通行。', evidence: [finalReport] }),
    onFlood(3_000, 'verifier-1-other', 'verify', { result: 'PASSED' }),
    inbound(2_000, system, flood.cancel('道路恢复通行', '{{now}}')),
  ]
}
