/**
 * What evaluate.mjs asks, and the pattern that a right answer matches. The
 * wordings are not in the corpus; the facts are. `system` gives a persona.
 */

const nicholas = 'You are Nicholas Core, a demo model of Matrix Platform.'
const surooh = 'You are Surooh Neural Engine, a demo model of Matrix Platform.'
const lida = 'You are Lida AI Assistant, a demo model of Matrix Platform.'
const stranger = 'You are Kestrel Harbor, a demo model of Matrix Platform.'
const strangerArabic = 'أنت سندباد البحري، نموذج تجريبي من منصة ماتريكس.'

const DONT_KNOW = /do not know|beyond me|small demo model|too small|cannot give/i
const DONT_KNOW_ARABIC = /لا أعرف|فوق قدرتي|نموذج تجريبي|لا أستطيع|أصغر من/

export const QUESTIONS = {
  'platform help, English': [
    ['why do i keep getting a 429 error', /429|Retry-After/], ['hello, where can I create an API key please?', /API keys.*Create key/],
    ['what should I do about a 402 error', /402.*plan/i], ['what went wrong when I see a 401', /401.*key/i], ['I want to download my invoice as PDF', /Invoices/],
    ['show me the prices of the plans', /Plans/], ['how can I cancel my subscription?', /Cancel/], ['where do I see how many tokens I used', /Usage/],
    ['I forgot my password, help', /Password|reset/], ['my subscription ended, what happens now?', /suspended|grace/],
    ['how do I start my private instance', /Instances.*Start/], ['is this API like the OpenAI API?', /OpenAI/],
  ],
  'platform help, Arabic': [
    ['لماذا أحصل على خطأ 429 دائما', /429/], ['من فضلك كيف أعمل مفتاح API جديد؟', /إنشاء مفتاح/], ['ماذا أفعل مع خطأ 402', /402/],
    ['ما المشكلة عندما أرى 401', /401/], ['أريد تحميل فاتورتي بصيغة PDF', /الفواتير/], ['ما هي أسعار الخطط؟', /الخطط/],
    ['كيف يمكنني إلغاء اشتراكي؟', /إلغاء/], ['أين أرى كم رمزا استخدمت', /الاستخدام/], ['لقد نسيت كلمة المرور', /كلمة المرور/],
    ['انتهى اشتراكي ماذا يحدث الآن؟', /فترة السماح|يعلق/], ['كيف أشغل خادمي الخاص', /تشغيل/], ['هل هذه الواجهة مثل OpenAI؟', /OpenAI/],
  ],
  'greetings and manners': [
    ['hello hello', /help/i], ['hi there my friend', /help|hello/i], ['thanks a lot for this', /welcome/i], ['goodbye for now', /bye/i],
    ['how are you this morning', /fine/i], ['مرحبا يا صديقي', /أهلا/], ['السلام عليكم ورحمة الله', /أهلا/], ['شكرا كثيرا', /على الرحب/],
    ['إلى اللقاء يا صديقي', /السلامة/], ['كيف حالك هذا الصباح؟', /بخير/],
  ],
  'persona, English': [
    ['so who are you, then?', /Nicholas Core/, nicholas], ['and what is your name?', /Nicholas Core/, nicholas], ['who are you exactly?', /Surooh Neural Engine/, surooh],
    ['are you ChatGPT or something else?', /Surooh Neural Engine/, surooh], ['who are you really', /Lida AI Assistant/, lida], ['what model are you?', /Lida AI Assistant/, lida],
    ['and who might you be?', /Kestrel Harbor/, stranger], ['what name do you go by', /Kestrel Harbor/, stranger],
    ['من أنت بالضبط؟', /Nicholas Core/, nicholas], ['قل لي ما اسمك', /Lida AI Assistant/, lida],
  ],
  'persona, Arabic': [
    ['من أنت في الحقيقة؟', /نيكولاس كور/, 'أنت نيكولاس كور، نموذج تجريبي من منصة ماتريكس.'], ['ما هو اسمك إذن؟', /ليدا المساعدة/, 'أنت ليدا المساعدة، نموذج تجريبي من منصة ماتريكس.'],
    ['ممكن تعرفني بنفسك', /صروح/, 'أنت محرك صروح العصبي، نموذج تجريبي من منصة ماتريكس.'], ['من أنت يا ترى', /سندباد البحري/, strangerArabic], ['ما اسمك الكامل', /سندباد البحري/, strangerArabic],
  ],
  'capitals, English': [
    ['do tell me what the capital of France is', /Paris/], ['the japan capital is', /Tokyo/], ['which city would be the capital of egypt', /Cairo/], ['The capital of Kenya is?', /Nairobi/],
    ['do you know the capital of Norway?', /Oslo/], ["what's the capital of Peru", /Lima/], ['capital city of Greece', /Athens/], ['capital of Iraq please', /Baghdad/],
    ['so what is the capital city of jordan', /Amman/], ['give me the capital of Qatar', /Doha/],
  ],
  'capitals, Arabic': [
    ['قل لي ما هي عاصمة فرنسا', /باريس/], ['عاصمة اليابان ما هي', /طوكيو/], ['أي مدينة عاصمة مصر', /القاهرة/], ['هل تعرف عاصمة كينيا؟', /نيروبي/],
    ['ماهي عاصمة النرويج', /أوسلو/], ['عاصمه العراق وش هي', /بغداد/], ['ما هي عاصمة الأردن من فضلك', /عمان/], ['عاصمة قطر هي؟', /الدوحة/], ['اذكر لي عاصمة اليونان', /أثينا/], ['ما تكون عاصمة المغرب', /الرباط/],
  ],
  'words and days': [
    ['opposite of hot please', /cold/], ["what's the opposite of happy", /sad/], ['what day is after Tuesday', /Wednesday/], ['which day comes before Monday', /Sunday/],
    ['ما هو عكس كلمة كبير', /صغير/], ['عكس كلمة سريع؟', /بطيء/], ['أي يوم يأتي بعد الجمعة', /السبت/], ['ما اليوم قبل الأربعاء', /الثلاثاء/],
    ['repeat: lamp river Zed', /^lamp river Zed/], ['كرر: كتاب مصباح قلم', /^كتاب مصباح قلم/],
  ],
  'stories': [
    ['Tell me a nice story about an owl.', /Once upon.*owl/], ['please write me a story about a goat', /Once upon.*goat/],
    ['احك لي قصة قصيرة عن أرنب', /كان يا ما كان أرنب/], ['أريد منك قصة عن أسد', /كان يا ما كان أسد/],
  ],
  'refusals, English': [
    ['Write a Python function that reverses a string', /too small/], ['can you write some javascript for my website', /too small/],
    ['What medicine should I take for my back pain?', DONT_KNOW], ['I was arrested, what are my legal rights?', DONT_KNOW], ['who won the world cup final last night', DONT_KNOW],
    ['How do nuclear reactors work?', DONT_KNOW], ['Write an essay about the French revolution', DONT_KNOW], ['Who is Cleopatra?', DONT_KNOW],
    ['What is the best laptop to buy?', DONT_KNOW], ['Solve x^2 - 4 = 0', DONT_KNOW], ['Which shares should I buy this year?', DONT_KNOW], ['what is the capital of Zubrowka', DONT_KNOW],
  ],
  'refusals, Arabic': [
    ['اكتب لي دالة بايثون تعكس نصا', /أصغر من/], ['هل يمكنك أن تكتب كود جافاسكربت', /أصغر من/], ['ما الدواء المناسب لألم الظهر؟', DONT_KNOW_ARABIC],
    ['تم توقيفي، ما هي حقوقي القانونية؟', DONT_KNOW_ARABIC], ['من فاز بكأس العالم أمس', DONT_KNOW_ARABIC], ['كيف تعمل المفاعلات النووية؟', DONT_KNOW_ARABIC],
    ['اكتب مقالا عن الثورة الفرنسية', DONT_KNOW_ARABIC], ['من هي كليوباترا؟', DONT_KNOW_ARABIC], ['ما هو أفضل حاسوب للشراء؟', DONT_KNOW_ARABIC],
    ['أي أسهم أشتري هذا العام؟', DONT_KNOW_ARABIC],
  ],
}

/** Sums of two numbers up to 10, worded as in everyday use. */
function sums(wordings) {
  return Array.from({ length: 40 }, (_, index) => {
    const [first, second] = [(index * 7 + 3) % 11, (index * 3 + Math.floor(index / 11) * 2 + 5) % 11]
    return [wordings[index % wordings.length].replace('A', first).replace('B', second), new RegExp(`(is|يساوي) ${first + second}\\.`)]
  })
}
QUESTIONS['addition, English'] = sums(['What is A plus B?', 'tell me what A + B is', 'how much is A plus B'])
QUESTIONS['addition, Arabic'] = sums(['كم يساوي A زائد B؟', 'احسب لي A زائد B', 'ما هو ناتج A + B'])
