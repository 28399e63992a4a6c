import { CUNTAN } from '../people.ts'
import { days, fields, minutes, oneOf, type Profile, plan, type Row, text, whole } from './type.ts'

const parties = { parties: whole('涉及人数'), compound: text('小区'), mediated: { type: 'boolean', title: '是否调解过' } }

/** Quarrels, and what goes wrong between owners and the property company. */
export const DISPUTES: Profile = {
  category: 'DISPUTES',
  entersAt: 'GRID',
  solvedAt: ['GRID', 'COMMUNITY', 'STREET'],
  fields: fields(parties),
  evidence: [{ command: 'feed-back', kind: 'agreement', name: '调解协议书', atLeast: 1 }],
  verification: { mode: 'EVERY' },
  plan: plan({ case: days(15), triage: minutes(240), handling: days(7), verifying: days(2) }),
  urgency: 'NORMAL',
  ladder: 'default',
  needsDecision: false,
  reopenDays: 30,
  kindred: [],
  duplicateRadiusM: 0,
}

export const QUARRELS: readonly Row[] = [
  [
    'neighbour-quarrel',
    '邻里纠纷',
    'justice peace-office police',
    '分头了解情况,当面调解,签订协议,十五日内回访',
    { kindred: ['noise-quarrel', 'leak-quarrel'] },
  ],
  ['noise-quarrel', '生活噪声纠纷', 'justice police', '听取双方意见,约定时段,必要时请物业隔音整改', { kindred: ['neighbour-quarrel'] }],
  [
    'leak-quarrel',
    '渗漏水纠纷',
    'justice property-management construction',
    '查明渗漏部位和责任,协商维修与赔偿',
    { kindred: ['neighbour-quarrel'] },
  ],
  ['family-quarrel', '婚姻家庭纠纷', 'justice civil-affairs police', '分别谈话,疏导情绪,涉家暴的立即联系派出所', { evidence: [] }],
  [
    'wage-dispute',
    '拖欠工资纠纷',
    'labour justice',
    '登记人数和金额,约谈用人单位,引导仲裁',
    { entersAt: 'STREET', solvedAt: ['STREET', 'DISTRICT'] },
  ],
  [
    'consumer-dispute',
    '消费纠纷',
    'market-supervision justice',
    '组织双方调解,违法的立案查处',
    { entersAt: 'COMMUNITY', solvedAt: ['COMMUNITY', 'STREET'] },
  ],
  ['pet-quarrel', '养宠纠纷', 'justice police', '查验犬证,劝导文明饲养,调解赔偿', { kindred: ['stray-dog'] }],
  [
    'compensation-dispute',
    '征收补偿纠纷',
    'justice construction',
    '解释政策,核对台账,引导依法救济',
    { entersAt: 'STREET', solvedAt: ['STREET', 'DISTRICT'] },
  ],
]

export const PROPERTY_MATTERS: readonly Row[] = [
  [
    'lift-quarrel',
    '电梯加装与使用纠纷',
    'property-management justice construction',
    '核对加装方案和公示,分楼层听取意见,组织业主与物业协商,签订协议',
    {
      fields: fields({ ...parties, building: text('楼栋'), stage: oneOf('阶段', '加装意愿', '费用分摊', '施工', '使用维护') }),
      kindred: ['neighbour-quarrel'],
    },
  ],
  [
    'property-fee-quarrel',
    '物业费纠纷',
    'property-management justice',
    '核对收费依据和服务台账,组织协商,明确整改或减免',
    { kindred: ['property-service'] },
  ],
  [
    'property-service',
    '物业服务不到位',
    'property-management justice',
    '现场核查保洁、保安、维修记录,约谈项目经理,限期整改',
    {
      verification: { mode: 'RESIDENT' },
      evidence: [{ command: 'feed-back', kind: 'report', name: '整改报告', atLeast: 1 }],
      kindred: ['property-fee-quarrel'],
    },
  ],
  ['parking-quarrel', '小区停车纠纷', 'property-management police', '核对车位权属,协商停车管理办法', { kindred: ['illegal-parking'] }],
  [
    'illegal-building',
    '违法搭建',
    'law-enforcement construction property-management',
    '现场制止,调查取证,限期拆除',
    { entersAt: 'STREET', solvedAt: ['STREET', 'DISTRICT'] },
  ],
  [
    'group-renting',
    '群租与违规转租',
    'police property-management fire',
    '核实人数和隔断,消除消防隐患,限期清退',
    { entersAt: 'COMMUNITY', solvedAt: ['COMMUNITY', 'STREET'] },
  ],
  [
    'common-revenue',
    '公共收益使用争议',
    'property-management justice',
    '核查公共收益账目并公示',
    { entersAt: 'COMMUNITY', solvedAt: ['COMMUNITY', 'STREET'] },
  ],
  [
    'maintenance-fund',
    '维修资金使用申请',
    'property-management construction',
    '核实维修部位和预算,指导业主表决,办理列支',
    { needsDecision: true, entersAt: 'COMMUNITY', solvedAt: ['COMMUNITY', 'STREET'] },
  ],
  [
    'property-company',
    '选聘解聘物业企业',
    'property-management civil-affairs',
    '指导召开业主大会,监督交接',
    { needsDecision: true, entersAt: 'STREET', solvedAt: ['STREET', 'DISTRICT'] },
  ],
  [
    'owners-committee',
    '业主委员会换届争议',
    'property-management party-affairs',
    '指导组建换届筹备组,公示候选人',
    { needsDecision: true, entersAt: 'STREET', solvedAt: ['STREET', 'DISTRICT'] },
  ],
]

/** One street's own: it lists what matters most to it, and others do not have it. */
export const OF_CUNTAN: readonly Row[] = [
  [
    'cuntan-port-trucks',
    '寸滩港区集卡占道',
    'law-enforcement police urban-management',
    '引导集卡进场候卸,联系园区调度,清理占道',
    {
      category: 'CITY_EVENTS',
      street: CUNTAN,
      entersAt: 'STREET',
      solvedAt: ['STREET', 'DISTRICT'],
      evidence: [],
      fields: fields({ trucks: whole('车辆数'), company: text('运输企业') }),
    },
  ],
  [
    'cuntan-resettlement',
    '寸滩安置房办证与返修诉求',
    'property-management construction',
    '登记房号,联系建设单位和不动产登记中心,公布办理进度',
    {
      street: CUNTAN,
      evidence: [],
      fields: fields({ compound: text('小区'), room: text('房号'), demand: oneOf('诉求', '办证', '返修', '其他') }, ['demand']),
    },
  ],
]
