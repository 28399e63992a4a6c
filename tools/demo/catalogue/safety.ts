import { days, fields, minutes, oneOf, type Profile, photoAfter, plan, type Row, seconds, text, whole } from './type.ts'

/** What may hurt somebody if it is left as it is. */
export const SAFETY: Profile = {
  category: 'SAFETY',
  entersAt: 'GRID',
  solvedAt: ['GRID', 'COMMUNITY', 'STREET', 'DISTRICT'],
  fields: fields({ place: text('部位'), hazard: oneOf('隐患等级', '一般', '较大', '重大'), people: whole('受影响人数') }),
  evidence: [photoAfter, { command: 'solve', kind: 'photo-after', name: '整改后照片', atLeast: 1 }],
  verification: { mode: 'EVERY' },
  plan: plan({ case: days(3), triage: minutes(60), handling: days(2), verifying: minutes(240) }),
  urgency: 'URGENT',
  ladder: 'urgent',
  needsDecision: false,
  reopenDays: 15,
  kindred: [],
  duplicateRadiusM: 100,
}

const ofTheStreet = { entersAt: 'STREET', solvedAt: ['STREET', 'DISTRICT'] } as const

export const HAZARDS: readonly Row[] = [
  ['fire-lane-blocked', '占用消防通道', 'fire property-management police', '清移障碍,划线立牌,反复占用的查处'],
  ['e-bike-charging', '电动自行车违规充电', 'fire property-management', '切断飞线,劝离楼道,引导到集中充电点'],
  ['corridor-clutter', '楼道堆物', 'fire property-management', '限期清理,逾期集中清除'],
  [
    'fire-equipment',
    '消防设施故障',
    'fire property-management',
    '查明故障,督促维保单位修复,需动用维修资金的启动表决',
    { needsDecision: true, ...ofTheStreet },
  ],
  [
    'elevator-fault',
    '电梯故障',
    'property-management market-supervision',
    '停用并张贴告示,联系维保,恢复前安排照护老人',
    { kindred: ['elevator-trapped', 'lift-quarrel'] },
  ],
  ['gas-hazard', '燃气安全隐患', 'emergency market-supervision', '关阀通风,通知燃气企业检测,更换软管和阀门', { kindred: ['gas-leak'] }],
  ['electric-hazard', '用电安全隐患', 'emergency property-management', '断电,请电工整改线路'],
  ['falling-object', '高空抛物坠物', 'property-management police', '设围护,排查来源,宣传劝导'],
  [
    'wall-tiles',
    '外墙脱落隐患',
    'property-management construction emergency',
    '设警戒,排险,需动用维修资金的启动表决',
    { needsDecision: true, ...ofTheStreet },
  ],
  ['building-crack', '房屋开裂倾斜', 'construction emergency property-management', '委托鉴定,必要时撤离安置', ofTheStreet],
  ['slope-hazard', '边坡滑坡隐患', 'emergency construction', '设警示和监测,撤离受威胁人员', ofTheStreet],
  ['unsafe-tree', '树木倒伏隐患', 'urban-management property-management', '修剪支撑或移除', { kindred: ['street-tree'] }],
  ['food-safety', '食品安全隐患', 'market-supervision health', '抽检,责令整改,违法的立案', ofTheStreet],
  ['workplace-safety', '企业安全生产隐患', 'emergency market-supervision', '下达整改通知,复查销号', ofTheStreet],
  ['waterside-danger', '临水临崖危险', 'emergency urban-management', '设围栏、警示和救生设备'],
  ['dangerous-goods', '违规存放危险品', 'emergency fire police', '封存转移,查明来源', ofTheStreet],
]

/** Told to both centres at once, registered afterwards. */
export const EMERGENCIES: Profile = {
  ...SAFETY,
  category: 'EMERGENCIES',
  ...ofTheStreet,
  fields: fields({
    casualties: whole('伤亡人数'),
    trapped: whole('被困人数'),
    severity: oneOf('级别', 'Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'),
  }),
  evidence: [{ command: 'feed-back', kind: 'report', name: '处置报告', atLeast: 1 }],
  plan: plan({ case: seconds(4 * 3_600), triage: seconds(300), handling: seconds(3 * 3_600), verifying: seconds(3_600) }),
  urgency: 'EMERGENCY',
  ladder: 'emergency',
  duplicateRadiusM: 500,
}

export const ALARMS: readonly Row[] = [
  ['gas-leak', '燃气泄漏', 'emergency fire police', '疏散警戒,关阀断电,抢修检测', { kindred: ['gas-hazard'] }],
  ['fire', '火灾', 'fire emergency police', '报119,疏散人员,供水供图,清点伤亡'],
  ['flooding', '内涝积水', 'emergency urban-management', '转移受困人员,抽排,断电警示'],
  ['landslide', '山体滑坡', 'emergency construction police', '撤离,封闭道路,监测'],
  ['building-collapse', '建筑倒塌', 'emergency fire construction', '搜救,警戒,安置'],
  [
    'elevator-trapped',
    '电梯困人',
    'property-management fire market-supervision',
    '安抚被困人员,联系维保和消防救援',
    { kindred: ['elevator-fault'] },
  ],
  ['explosion', '爆炸', 'emergency fire police', '警戒疏散,救治,防次生灾害'],
  ['mass-incident', '群体性事件', 'police peace-office', '到场疏导,了解诉求,防止冲突'],
  ['water-pollution', '水体突发污染', 'environment emergency', '截污围挡,取样,通知取水单位'],
  ['severe-weather', '大风暴雨灾情', 'emergency urban-management', '排查险情,转移人员,清理倒伏'],
]
