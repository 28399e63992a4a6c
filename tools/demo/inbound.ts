import type { Area } from './areas.ts'
import { cityManagement, comprehensiveGovernance, emergencyCommand, type LegacyEvent, structured } from './legacy-events.ts'
import { CUNTAN, GUANYINQIAO } from './people.ts'
import { middleOf } from './places.ts'

/** The files of demo/inbound: what each system sends for several matters. The first line of each is a create that works alone. */
export function inboundFiles(areas: readonly Area[]): Map<string, string> {
  return new Map([
    ['city-management.jsonl', lines(cityManagementSamples(areas))],
    ['comprehensive-governance.jsonl', lines(governanceSamples())],
    ['emergency-command.jsonl', lines(emergencySamples(areas))],
  ])
}

const lines = (events: readonly LegacyEvent[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('')

function cityManagementSamples(areas: readonly Area[]): LegacyEvent[] {
  const parking = cityManagement('JBCG202603030001', {
    ...{ kind: 'event', bigClass: '05', smallClass: '0503' },
    ...{ desc: '三辆小型汽车占用人行道停放,行人绕行机动车道', addr: '溉澜溪社区滨江路口' },
    ...{ place: middleOf(areas, `${CUNTAN}00100103`), happenTime: '2026-03-03 08:41:00' },
  })
  const manhole = cityManagement('JBCG202603030002', {
    ...{ kind: 'part', bigClass: '01', smallClass: '0101', partCode: '5001050101000317' },
    ...{ desc: '污水井盖缺失三分之一,已放置锥桶', addr: '头塘社区支路' },
    ...{ place: middleOf(areas, `${CUNTAN}00800202`), happenTime: '2026-03-03 08:55:00' },
  })
  const rubbish = cityManagement(
    'JBCG202603030003',
    {
      ...{ kind: 'event', bigClass: '01', smallClass: '0101' },
      ...{ desc: '背街暴露垃圾约一立方米', addr: '桃源社区背街' },
      ...{ place: middleOf(areas, `${GUANYINQIAO}00100101`), happenTime: '2026-03-03 09:05:00' },
    },
    structured,
  )
  return [
    parking.report(),
    parking.update('车辆增至五辆,已有行人投诉', '2026-03-03 09:20:00'),
    manhole.report(),
    rubbish.report(),
    manhole.update('交通晚高峰前需恢复', '2026-03-03 10:02:00'),
    parking.finish('巡查复核:车辆已驶离', '2026-03-03 11:15:00'),
    rubbish.finish('巡查复核:已清运', '2026-03-03 15:30:00'),
    manhole.finish('巡查复核:井盖已更换', '2026-03-03 16:40:00'),
  ]
}

function governanceSamples(): LegacyEvent[] {
  const family = comprehensiveGovernance('ZZ-500105-2026-00417', {
    ...{ category: '0204', title: '夫妻争吵', content: '住户夫妻因家务争吵多日,邻居反映有摔砸声' },
    ...{ gridCode: `${CUNTAN}001001`, partyName: '周测试', partyPhone: '13800000021', occurredAt: '2026-03-03T08:30:00+08:00' },
  })
  const fee = comprehensiveGovernance(
    'ZZ-500105-2026-00418',
    {
      ...{ category: '0302', title: '物业费纠纷', content: '十余户业主以保洁不到位为由拒交物业费,与物业客服发生口角' },
      ...{ gridCode: `${CUNTAN}002001`, partyName: '吴测试', partyPhone: '13800000022', occurredAt: '2026-03-03T09:10:00+08:00' },
    },
    structured,
  )
  const wages = comprehensiveGovernance('ZZ-500105-2026-00419', {
    ...{ category: '0205', title: '拖欠工资', content: '装修工人六名反映工程款未结' },
    ...{ gridCode: `${GUANYINQIAO}001001`, partyName: '郑测试', partyPhone: '13800000023', occurredAt: '2026-03-03T09:40:00+08:00' },
  })
  return [
    family.add(),
    fee.add(),
    family.modify('社区妇联已上门,双方愿意调解', '2026-03-03T10:00:00+08:00'),
    wages.add(),
    fee.modify('增至二十三户,要求公示保洁合同', '2026-03-03T11:20:00+08:00'),
    wages.modify('用工单位负责人已联系上', '2026-03-03T14:10:00+08:00'),
    family.end('双方和解', '2026-03-03T16:00:00+08:00'),
    wages.end('工资已发放', '2026-03-03T17:10:00+08:00'),
    fee.end('签订整改协议', '2026-03-04T10:30:00+08:00'),
  ]
}

function emergencySamples(areas: readonly Area[]): LegacyEvent[] {
  const gas = emergencyCommand('JBYJ-20260303-0007', {
    ...{ event: '燃气泄漏', category: 'Safety', severity: 'Severe', headline: '溉澜溪社区燃气泄漏报警' },
    ...{ description: '居民楼一层厨房燃气泄漏,浓度报警,已通知关阀', areaDesc: '寸滩街道溉澜溪社区' },
    ...{ place: middleOf(areas, `${CUNTAN}00100102`), sent: '2026-03-03T09:02:00+08:00' },
  })
  const flood = emergencyCommand(
    'JBYJ-20260303-0008',
    {
      ...{ event: '内涝积水', category: 'Met', severity: 'Moderate', headline: '下穿道积水' },
      ...{ description: '下穿道积水约30厘米,两车熄火', areaDesc: '观音桥街道桃源社区' },
      ...{ place: middleOf(areas, `${GUANYINQIAO}00100102`), sent: '2026-03-03T09:30:00+08:00' },
    },
    structured,
  )
  return [
    gas.alert(),
    gas.update('已疏散一个单元,燃气企业到场', '2026-03-03T09:12:00+08:00'),
    flood.alert(),
    gas.cancel('浓度归零,解除警戒', '2026-03-03T09:55:00+08:00'),
    flood.update('抽排中,水深降至10厘米', '2026-03-03T09:50:00+08:00'),
    flood.cancel('道路恢复通行', '2026-03-03T10:40:00+08:00'),
  ]
}
