import type { Random } from './random.ts'

const FAMILY = [...'王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范石']
const GIVEN = [...'明华建国平安春兰秀英文斌志强丽娟晓东海燕玉梅德胜永红家宝雨欣思远浩然佳怡子轩梓涵静敏洁雪峰林涛鹏飞云霞光耀振宇天成立新']

/** An invented name. Whoever bears it in life is not meant. */
export function personName(random: Random): string {
  const given = random.next() < 0.8 ? `${random.pick(GIVEN)}${random.pick(GIVEN)}` : random.pick(GIVEN)
  return `${random.pick(FAMILY)}${given}`
}
