import { days, fields, minutes, oneOf, type Profile, photoAfter, plan, type Row, text } from './type.ts'

/** What happens in the streets, in its six classes. */
export const CITY_EVENTS: Profile = {
  category: 'CITY_EVENTS',
  entersAt: 'GRID',
  solvedAt: ['GRID', 'COMMUNITY', 'STREET'],
  fields: fields({ extent: oneOf('范围', '零星', '成片', '持续'), object: text('对象') }),
  evidence: [photoAfter, { command: 'solve', kind: 'photo-after', name: '处理后照片', atLeast: 1 }],
  verification: { mode: 'SAMPLE', percent: 30 },
  plan: plan({ case: days(3), triage: minutes(60), handling: days(1), verifying: minutes(240) }),
  urgency: 'NORMAL',
  ladder: 'default',
  needsDecision: false,
  reopenDays: 7,
  kindred: [],
  duplicateRadiusM: 100,
}

const ofTheStreet = { entersAt: 'STREET', solvedAt: ['STREET', 'DISTRICT'], verification: { mode: 'EVERY' } } as const
const atOnce = {
  ...ofTheStreet,
  urgency: 'URGENT',
  ladder: 'urgent',
  plan: plan({ case: minutes(420), triage: minutes(30), handling: minutes(240), verifying: minutes(60) }),
} as const

export const APPEARANCE: readonly Row[] = [
  [
    'exposed-rubbish',
    '暴露垃圾',
    'urban-management environment',
    '清运垃圾,冲洗地面,查找乱倒源头',
    { kindred: ['overflowing-bin', 'building-waste'], verification: { mode: 'EVERY' } },
  ],
  ['overflowing-bin', '垃圾满溢', 'urban-management law-enforcement', '及时清运,调整收运频次', { kindred: ['exposed-rubbish'] }],
  ['building-waste', '乱倒建筑垃圾', 'law-enforcement urban-management', '清运渣土,溯源查处', { kindred: ['exposed-rubbish'] }],
  ['small-ads', '非法小广告', 'urban-management law-enforcement', '清除涂写、张贴,停机号码移送'],
  ['sewage-on-road', '污水横流', 'environment urban-management', '疏通管网,冲洗路面,查找私排'],
  ['hanging-laundry', '沿街晾挂', 'urban-management law-enforcement', '劝导收回,引导到公共晾晒点'],
]

export const ADVERTISING: readonly Row[] = [
  ['illegal-billboard', '违规户外广告', 'law-enforcement urban-management', '核对审批,限期拆除', ofTheStreet],
  ['damaged-sign', '店招广告破损', 'urban-management emergency', '通知业主加固或拆除,防坠落', ofTheStreet],
]

export const CONSTRUCTION: readonly Row[] = [
  ['night-construction', '夜间施工噪声', 'environment law-enforcement', '核对夜间施工许可,责令停工', ofTheStreet],
  ['dust', '工地扬尘', 'environment construction', '责令湿法作业、覆盖裸土、冲洗车辆', ofTheStreet],
  ['mud-on-road', '车辆带泥上路', 'law-enforcement urban-management', '冲洗路面,查处运输单位', ofTheStreet],
  ['unlicensed-digging', '擅自挖掘道路', 'law-enforcement construction', '核对审批,责令恢复', ofTheStreet],
]

export const SUDDEN_EVENTS: readonly Row[] = [
  ['road-collapse', '道路塌陷', 'urban-management emergency police', '封闭围护,疏导交通,组织抢险', atOnce],
  ['water-main-burst', '自来水管爆裂', 'urban-management emergency', '关阀,通知供水单位抢修,安排送水', atOnce],
  ['sewage-overflow', '排水管涌水', 'environment urban-management', '疏通抢排,围护', atOnce],
]

export const STREET_ORDER: readonly Row[] = [
  ['street-stall', '占道经营', 'law-enforcement urban-management', '劝导入市,反复占道的依法查处'],
  ['shop-overflow', '跨店经营', 'law-enforcement urban-management', '劝导收回门内'],
  ['illegal-parking', '机动车违停', 'police urban-management', '通知车主驶离,拒不驶离的依法处理', { ...ofTheStreet, evidence: [] }],
  ['e-bike-clutter', '非机动车乱停放', 'urban-management law-enforcement', '摆放整齐,联系共享单车企业'],
  ['stray-dog', '流浪犬只与不文明养犬', 'police urban-management', '捕捉送收容,劝导牵绳', { evidence: [] }],
]

export const OTHER_EVENTS: readonly Row[] = [
  ['dead-animal', '动物尸骸', 'urban-management health', '收集并无害化处置,消毒'],
  ['smoke-from-kitchen', '餐饮油烟扰民', 'environment market-supervision', '检查净化设施,责令整改', { verification: { mode: 'RESIDENT' } }],
  ['square-noise', '广场舞噪声', 'police civil-affairs', '约定时段和音量', { verification: { mode: 'RESIDENT' }, evidence: [] }],
]
