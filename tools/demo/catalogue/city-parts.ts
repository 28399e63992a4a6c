import { days, fields, minutes, oneOf, type Profile, photoAfter, plan, type Row, text } from './type.ts'

/** Parts of the city that are broken, missing or dirty, in their five classes. */
export const CITY_PARTS: Profile = {
  category: 'CITY_PARTS',
  entersAt: 'STREET',
  solvedAt: ['GRID', 'COMMUNITY', 'STREET', 'DISTRICT'],
  fields: fields({ partNumber: text('部件编号'), condition: oneOf('状况', '破损', '缺失', '倾斜', '污损', '其他') }),
  evidence: [photoAfter],
  verification: { mode: 'EVERY' },
  plan: plan({ case: days(5), triage: minutes(120), handling: days(3), verifying: days(1) }),
  urgency: 'NORMAL',
  ladder: 'default',
  needsDecision: false,
  reopenDays: 15,
  kindred: [],
  duplicateRadiusM: 50,
}

const dangerous = {
  urgency: 'URGENT',
  ladder: 'urgent',
  plan: plan({ case: days(1), triage: minutes(30), handling: minutes(240), verifying: minutes(120) }),
} as const

export const PUBLIC_FACILITIES: readonly Row[] = [
  [
    'manhole-cover',
    '井盖破损缺失',
    'urban-management construction',
    '先设警示围护,再通知权属单位更换,恢复后拍照',
    { ...dangerous, kindred: ['rain-grate'] },
  ],
  ['rain-grate', '雨水箅子破损堵塞', 'urban-management construction', '清掏疏通或更换雨水箅子', { kindred: ['manhole-cover'] }],
  ['street-lamp', '路灯不亮或损坏', 'urban-management construction', '查明回路和灯具故障,通知照明维护单位修复'],
  ['hydrant', '消火栓损坏漏水', 'fire urban-management', '关阀止水,修复并试水,报消防备案', dangerous],
  ['telecom-box', '通信交接箱损坏', 'urban-management construction', '通知运营商修复箱门、线缆,清除乱贴'],
  ['power-box', '电力设施箱体损坏', 'urban-management emergency', '设围护防触电,通知供电单位修复', dangerous],
  ['hanging-cable', '架空线缆脱落', 'urban-management construction', '理清权属,捆扎或拆除废旧线缆'],
]

export const TRAFFIC_FACILITIES: readonly Row[] = [
  ['bus-stop', '公交站亭损坏', 'urban-management construction', '通知公交场站单位修复站亭、站牌、座椅'],
  ['traffic-sign', '交通标志标牌损坏', 'urban-management police', '通知交管设施维护单位扶正、更换'],
  ['road-guardrail', '道路护栏损坏', 'urban-management police', '清理散落构件,修复护栏', { kindred: ['bollard'] }],
  ['bollard', '隔离墩石墩缺失', 'urban-management construction', '补装隔离墩,恢复人行道秩序', { kindred: ['road-guardrail'] }],
  ['traffic-light', '交通信号灯故障', 'police urban-management', '派人疏导,通知信号灯维护单位抢修', dangerous],
  ['pavement', '人行道路面破损', 'urban-management construction', '围护并修补路面,恢复盲道'],
]

export const APPEARANCE_FACILITIES: readonly Row[] = [
  ['public-toilet', '公共厕所设施损坏', 'urban-management construction', '修复洁具、照明和标识,保持开放'],
  ['litter-bin', '果皮箱垃圾桶损坏', 'urban-management construction', '更换或清洗箱体'],
  ['waste-station', '垃圾收集站设施损坏', 'urban-management environment', '修复压缩、除臭和排水设施'],
]

export const GREENING: readonly Row[] = [
  ['street-tree', '行道树倒伏枯死', 'urban-management construction', '支撑、修剪或移除,补植', { kindred: ['unsafe-tree'] }],
  ['lawn', '绿地花坛破损', 'urban-management construction', '补植、修复侧石'],
  ['park-facility', '公园健身设施损坏', 'urban-management civil-affairs', '停用并修复健身器材、座椅'],
]

export const OTHER_PARTS: readonly Row[] = [
  ['river-railing', '临江栏杆损坏', 'urban-management emergency', '设警示,修复栏杆', dangerous],
  ['site-hoarding', '施工围挡损坏', 'construction law-enforcement', '责令施工单位修复围挡、公益广告'],
]
