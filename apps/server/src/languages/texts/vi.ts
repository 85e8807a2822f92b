import type { Texts } from '../texts.ts'

export const vi: Texts = {
  tokenSms: '{token} là mã {app} của bạn. Không chia sẻ.',
  tokenSmsWithAction: '{token} là mã {app} của bạn. {action}',
  codeSms: '{code} là mã xác minh {app} của bạn.',
  installLinkSms: 'Cài ứng dụng {app}: {url}',
  voice: {
    languageTag: 'vi-VN',
    otherTags: [],
    greeting: 'Xin chào. Mã {app} của bạn là',
    again: 'Xin nhắc lại, mã của bạn là',
    goodbye: 'Xin tạm biệt.',
  },
  email: {
    subject: 'Mã {app} của bạn',
    lead: 'Mã {app} của bạn là:',
    expires: {
      other: 'Mã sẽ hết hạn sau {minutes} phút.',
    },
    neverShare: 'Không bao giờ chia sẻ mã này với bất kỳ ai.',
    ignore: 'Nếu bạn không yêu cầu mã này, hãy bỏ qua email này.',
  },
  phoneStart: {
    sms: 'Đã gửi tin nhắn văn bản đến {number}.',
    call: 'Đã bắt đầu cuộc gọi đến {number}.',
  },
}
