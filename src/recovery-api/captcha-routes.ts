import { answerFault } from '../api/answers.ts'
import { refusals } from '../api/forms.ts'
import { type Operation, operation } from '../api/operation.ts'
import { faults } from './codes.ts'
import { captchaBody, captchaQuery, noCaptchaBody } from './v09-forms.ts'

const none = { reCaptchaEnabled: false, reCaptchaType: '', reCaptchaKey: '', reCaptchaAPI: '' }

/** What clients ask before they show a captcha: there is none. */
export function captchaOperations(): Operation[] {
  return [
    operation(
      {
        method: 'get',
        path: '/captcha',
        summary: 'Whether a captcha is asked for',
        description: 'It never is.',
        scope: 'recovery',
        query: captchaQuery,
        answers: {
          200: { description: 'No captcha', body: noCaptchaBody, examples: [none] },
          ...refusals(faults.unknownCaptcha),
        },
      },
      ({ res, query }) => {
        if (query['captcha-type'] === 'ReCaptcha') res.json(none)
        else answerFault(res, faults.unknownCaptcha)
      },
    ),
    operation(
      {
        method: 'post',
        path: '/captcha',
        summary: 'Refused: there is no captcha',
        scope: 'recovery',
        body: captchaBody,
        bodyExamples: [{ token: 'what the widget gave' }],
        answers: refusals(faults.noCaptcha),
      },
      ({ res }) => answerFault(res, faults.noCaptcha),
    ),
  ]
}
