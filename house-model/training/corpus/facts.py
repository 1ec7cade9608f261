"""Facts that both languages share, written once: English on the left, Arabic on the right."""

CAPITALS = [
    ("France", "Paris", "فرنسا", "باريس"), ("Spain", "Madrid", "إسبانيا", "مدريد"),
    ("Italy", "Rome", "إيطاليا", "روما"), ("Germany", "Berlin", "ألمانيا", "برلين"),
    ("Japan", "Tokyo", "اليابان", "طوكيو"), ("Egypt", "Cairo", "مصر", "القاهرة"),
    ("Canada", "Ottawa", "كندا", "أوتاوا"), ("Kenya", "Nairobi", "كينيا", "نيروبي"),
    ("Norway", "Oslo", "النرويج", "أوسلو"), ("Peru", "Lima", "بيرو", "ليما"),
    ("Poland", "Warsaw", "بولندا", "وارسو"), ("Greece", "Athens", "اليونان", "أثينا"),
    ("Portugal", "Lisbon", "البرتغال", "لشبونة"), ("Sweden", "Stockholm", "السويد", "ستوكهولم"),
    ("Cuba", "Havana", "كوبا", "هافانا"), ("Chile", "Santiago", "تشيلي", "سانتياغو"),
    ("Austria", "Vienna", "النمسا", "فيينا"), ("Ireland", "Dublin", "أيرلندا", "دبلن"),
    ("Finland", "Helsinki", "فنلندا", "هلسنكي"), ("India", "New Delhi", "الهند", "نيودلهي"),
    ("China", "Beijing", "الصين", "بكين"), ("Brazil", "Brasilia", "البرازيل", "برازيليا"),
    ("Iraq", "Baghdad", "العراق", "بغداد"), ("Syria", "Damascus", "سوريا", "دمشق"),
    ("Jordan", "Amman", "الأردن", "عمان"), ("Lebanon", "Beirut", "لبنان", "بيروت"),
    ("Saudi Arabia", "Riyadh", "السعودية", "الرياض"), ("Kuwait", "Kuwait City", "الكويت", "مدينة الكويت"),
    ("Qatar", "Doha", "قطر", "الدوحة"), ("Oman", "Muscat", "سلطنة عمان", "مسقط"),
    ("Yemen", "Sanaa", "اليمن", "صنعاء"), ("Morocco", "Rabat", "المغرب", "الرباط"),
    ("Algeria", "Algiers", "الجزائر", "الجزائر العاصمة"), ("Tunisia", "Tunis", "تونس", "تونس العاصمة"),
    ("Libya", "Tripoli", "ليبيا", "طرابلس"), ("Sudan", "Khartoum", "السودان", "الخرطوم"),
    ("Turkey", "Ankara", "تركيا", "أنقرة"), ("Russia", "Moscow", "روسيا", "موسكو"),
    ("Bahrain", "Manama", "البحرين", "المنامة"),
    ("the United Arab Emirates", "Abu Dhabi", "الإمارات", "أبوظبي"),
    ("the United States", "Washington", "الولايات المتحدة", "واشنطن"),
    ("the United Kingdom", "London", "بريطانيا", "لندن"),
]

OPPOSITES = [
    ("hot", "cold", "حار", "بارد"), ("big", "small", "كبير", "صغير"), ("up", "down", "فوق", "تحت"),
    ("fast", "slow", "سريع", "بطيء"), ("light", "dark", "مضيء", "مظلم"), ("happy", "sad", "سعيد", "حزين"),
    ("open", "closed", "مفتوح", "مغلق"), ("full", "empty", "ممتلئ", "فارغ"), ("old", "new", "قديم", "جديد"),
    ("early", "late", "مبكر", "متأخر"), ("hard", "soft", "صلب", "لين"), ("wet", "dry", "مبلل", "جاف"),
    ("loud", "quiet", "صاخب", "هادئ"), ("near", "far", "قريب", "بعيد"), ("tall", "short", "طويل", "قصير"),
    ("thick", "thin", "سميك", "رفيع"), ("rich", "poor", "غني", "فقير"), ("strong", "weak", "قوي", "ضعيف"),
]

WORDS = [
    ("cat", "قطة"), ("dog", "كلب"), ("book", "كتاب"), ("house", "بيت"), ("water", "ماء"), ("sun", "شمس"),
    ("moon", "قمر"), ("door", "باب"), ("key", "مفتاح"), ("apple", "تفاحة"), ("bread", "خبز"), ("milk", "حليب"),
    ("tree", "شجرة"), ("sea", "بحر"), ("city", "مدينة"), ("friend", "صديق"), ("school", "مدرسة"),
    ("pen", "قلم"), ("car", "سيارة"), ("fish", "سمكة"), ("bird", "طائر"), ("horse", "حصان"), ("peace", "سلام"),
    ("love", "حب"), ("day", "يوم"), ("night", "ليل"), ("star", "نجمة"), ("flower", "زهرة"),
]

DAYS = [
    ("Monday", "الاثنين"), ("Tuesday", "الثلاثاء"), ("Wednesday", "الأربعاء"), ("Thursday", "الخميس"),
    ("Friday", "الجمعة"), ("Saturday", "السبت"), ("Sunday", "الأحد"),
]
