"""Writes the dialogues: `python3 -m corpus.generate COUNT OUTPUT.jsonl` in the training folder.

Every line holds {"system": text or null, "turns": [[question, answer], ...]}.
Nothing is copied from anywhere; all of it is composed here from the tables.
"""
import json
import random
import sys

from . import arabic, english, facts

RANDOM = random.Random(11)
HOUSE_PERSONAS = ["Nicholas Core", "Surooh Neural Engine", "Lida AI Assistant"]
LARGEST = 10
EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def pick(items):
    return RANDOM.choice(items)


def chance(share):
    return RANDOM.random() < share


def invented_word(arabic_letters=False):
    """A word that means nothing, so that the model meets unknown words and copies unknown names."""
    first, second = ("بتجحدرسشصطعفقكلمنه", "اوي") if arabic_letters else ("bcdfghjklmnprstvwxyz", "aeiou")
    return "".join(pick(first) + pick(second) for _ in range(RANDOM.randint(2, 4)))


def persona_name(language):
    """A name for the system message: a real persona, a composed one or an invented one."""
    if chance(0.6):
        return pick(HOUSE_PERSONAS if language is english or chance(0.5) else arabic.REAL_NAMES)
    if chance(0.2):
        word = invented_word(language is arabic)
        return word if language is arabic else word.capitalize()
    name = pick(language.NAME_FIRST)
    return f"{name} {pick(language.NAME_LAST)}" if chance(0.7) else name


def system_message():
    """Returns (system text or None, persona name or None)."""
    if chance(0.35):
        return None, None
    language = arabic if chance(0.3) else english
    if chance(0.12):
        return pick(language.SYSTEM_NAMELESS), None
    name = persona_name(language)
    more = RANDOM.sample(language.SYSTEM_MORE, pick([0, 0, 0, 1, 1, 2]))
    return " ".join([pick(language.SYSTEM).format(n=name), *more]), name


def from_table(table, name, topics=()):
    questions, answers = pick(table)
    fill = {}
    if topics:
        fill = {"t": pick(topics), "u": pick(topics)}
    question = pick(questions)
    for key, value in fill.items():
        question = question.replace("{" + key + "}", value)
    return question, pick(answers).replace("{n}", name)


def unknown(language, name):
    topics = language.TOPICS if chance(0.7) else [invented_word(language is arabic), pick(language.TOPICS)]
    table = [language.UNKNOWN[0]] if chance(0.45) else language.UNKNOWN
    return from_table(table, name, topics)


def platform_help(language, name):
    """Help with the platform: a question from the table, or any words around its subject."""
    number = RANDOM.randrange(len(language.FAQ))
    question, answer = from_table([language.FAQ[number]], name)
    if chance(0.35):
        question = pick(language.FAQ_ASKS).format(pick(language.FAQ_SUBJECTS[number]))
    return question, answer


def capital(language, _name):
    english_country, english_city, arabic_country, arabic_city = pick(facts.CAPITALS)
    lost = chance(0.06)
    if language is english:
        country = invented_word().capitalize() if lost else english_country
        question = pick(["What is the capital of {}?", "capital of {}", "Name the capital of {}.",
                         "Which city is the capital of {}?", "Tell me the capital of {}.", "{} capital?"]).format(country)
        return question, "I do not know that capital." if lost else f"The capital of {country} is {english_city}."
    country = invented_word(True) if lost else arabic_country
    question = pick(["ما هي عاصمة {}؟", "عاصمة {}", "ما عاصمة {}؟", "اذكر عاصمة {}", "أي مدينة هي عاصمة {}؟"]).format(country)
    return question, "لا أعرف هذه العاصمة." if lost else f"عاصمة {country} هي {arabic_city}."


def opposite(language, _name):
    row = pick(facts.OPPOSITES)
    pair = list(row[:2] if language is english else row[2:])
    RANDOM.shuffle(pair)
    word, other = pair
    if language is english:
        return (pick(["What is the opposite of {}?", "Give me the opposite of {}.", "opposite of {}"]).format(word),
                f"The opposite of {word} is {other}.")
    return pick(["ما هو عكس {}؟", "ما عكس {}؟", "عكس {}", "ما هو ضد {}؟"]).format(word), f"عكس {word} هو {other}."


def arithmetic(language, _name):
    first, second = RANDOM.randint(0, LARGEST), RANDOM.randint(0, LARGEST)
    plus = chance(0.6)
    if not plus:
        first, second = max(first, second), min(first, second)
    result = first + second if plus else first - second
    if language is english:
        word, sign = ("plus", "+") if plus else ("minus", "-")
        asks = ["What is {a} {w} {b}?", "{a} {s} {b}", "What is {a} {s} {b}?", "How much is {a} {w} {b}?", "{a}{s}{b}=",
                "Calculate {a} {s} {b}."]
        if plus:
            asks.append("Add {a} and {b}.")
        return pick(asks).format(a=first, b=second, w=word, s=sign), f"{first} {word} {second} is {result}."
    word, sign = ("زائد", "+") if plus else ("ناقص", "-")
    asks = ["كم يساوي {a} {w} {b}؟", "{a} {s} {b}", "كم {a} {w} {b}؟", "ما ناتج {a} {s} {b}؟", "احسب {a} {s} {b}", "ما هو {a} {w} {b}؟"]
    question = pick(asks).format(a=first, b=second, w=word, s=sign)
    answer = f"{first} {word} {second} يساوي {result}."
    if "{} {} {}".format(first, sign, second) == question:
        return question, f"{first} {'plus' if plus else 'minus'} {second} is {result}."
    if chance(0.08):
        return question.translate(EASTERN), answer.translate(EASTERN)
    return question, answer


def weekday(language, _name):
    column = 0 if language is english else 1
    index, after = RANDOM.randrange(7), chance(0.6)
    day = facts.DAYS[index][column]
    other = facts.DAYS[(index + (1 if after else -1)) % 7][column]
    if language is english:
        word = "after" if after else "before"
        asks = ["What day comes {w} {d}?", "Which day is {w} {d}?", "What is the day {w} {d}?"]
        return pick(asks).format(w=word, d=day), f"{other} comes {word} {day}."
    word = "بعد" if after else "قبل"
    asks = ["ما اليوم الذي يأتي {w} {d}؟", "أي يوم {w} {d}؟", "ما هو اليوم {w} {d}؟", "ماذا يأتي {w} يوم {d}؟"]
    return pick(asks).format(w=word, d=day), f"يأتي {other} {word} {day}."


def translation(language, _name):
    english_word, arabic_word = pick(facts.WORDS)
    if language is english:
        asks = ["What is {} in Arabic?", "How do you say {} in Arabic?", "Translate {} to Arabic."]
        return pick(asks).format(english_word), f"The Arabic word for {english_word} is {arabic_word}."
    asks = ["ما معنى {} بالإنجليزية؟", "كيف أقول {} بالإنجليزية؟", "ترجم {} إلى الإنجليزية"]
    return pick(asks).format(arabic_word), f"كلمة {arabic_word} بالإنجليزية هي {english_word}."


def repeat(language, _name):
    pool = language.ANIMALS + language.THINGS + language.NAME_FIRST
    words = RANDOM.sample(pool, RANDOM.randint(1, 4))
    if chance(0.3):
        words[0] = invented_word(language is arabic)
    ask = pick(["Repeat these words: ", "Say this: ", "Repeat: "] if language is english else ["كرر هذه الكلمات: ", "قل: ", "كرر: "])
    return ask + " ".join(words), " ".join(words)


def english_story(animal):
    name, thing, place = pick(english.PEOPLE), pick(english.THINGS), pick(english.PLACES)
    first, second = pick(english.ADJECTIVES), pick(english.ADJECTIVES)
    friend = pick([one for one in english.PEOPLE if one != name])
    return " ".join([
        f"Once upon a time a {first} {animal} named {name} lived near the {place}.",
        f"One day {name} found a {second} {thing} by the {place}.",
        pick([f"{name} wanted to keep it, but it belonged to {friend}.", f"It was too heavy, so {name} asked {friend} for help.",
              f"{name} had never seen a {thing} like that before."]),
        pick([f"So {name} gave the {thing} back, and {friend} smiled.", f"Together they carried the {thing} home."]),
        pick([f"From that day on {name} and {friend} were friends.", f"{name} went to sleep happy that night.",
              f"And every evening they met again at the {place}."]),
    ])


def arabic_story(animal):
    name, thing, place = pick(arabic.PEOPLE), pick(arabic.THINGS), pick(arabic.PLACES)
    friend = pick([one for one in arabic.PEOPLE if one != name])
    return " ".join([
        f"كان يا ما كان {animal} {pick(arabic.ADJECTIVES)} اسمه {name} يعيش قرب {place}.",
        f"ذات يوم وجد {name} شيئا عند {place}: {thing} {pick(arabic.THING_ADJECTIVES)}.",
        pick([f"أراد {name} أن يحتفظ به، لكنه كان ملك {friend}.", f"كان ثقيلا، فطلب {name} العون من {friend}.",
              f"لم ير {name} شيئا مثله من قبل."]),
        pick([f"فأعاده {name} وابتسم {friend}.", "فحملاه معا إلى البيت."]),
        pick([f"ومنذ ذلك اليوم صار {name} و{friend} صديقين.", f"ونام {name} سعيدا في تلك الليلة.",
              f"وصارا يلتقيان كل مساء عند {place}."]),
    ])


def story(language, _name):
    animal, named = pick(language.ANIMALS), chance(0.75)
    if language is english:
        about = f" about a {animal}" if named else ""
        return pick(english.STORY_ASKS) + about + pick([".", ", please.", ""]), english_story(animal)
    about = f" عن {animal}" if named else ""
    return pick(arabic.STORY_ASKS) + about + pick(["", "", " من فضلك"]), arabic_story(animal)


KINDS = [
    (0.16, lambda language, name: from_table(language.WHO, name)),
    (0.12, lambda language, name: from_table(language.SMALL_TALK, name)),
    (0.12, platform_help), (0.13, unknown), (0.07, capital), (0.03, opposite), (0.17, arithmetic),
    (0.03, weekday), (0.01, translation), (0.10, repeat), (0.06, story),
]


def careless(text, language):
    """Writes a question as people type it: with words around it, without capitals, marks or hamzas."""
    if chance(0.12):
        text = pick(language.BEFORE) + text
    if chance(0.35):
        text = text.rstrip(".?!؟")
        if chance(0.4):
            text += pick(language.AFTER)
    if chance(0.35):
        text = text.lower()
    if chance(0.25):
        for written, typed in ("أا", "إا", "آا", "ةه", "ىي"):
            text = text.replace(written, typed)
    return text


def turn(language, persona):
    kind = RANDOM.choices([one for _, one in KINDS], [share for share, _ in KINDS])[0]
    question, answer = kind(language, persona or language.DEFAULT_NAME)
    # Words to repeat keep their spelling, so that the answer equals the question.
    return [question if kind is repeat else careless(question, language), answer]


def dialogue():
    system, persona = system_message()
    language = pick([english, arabic])
    turns = []
    for _ in range(pick([1, 1, 1, 2, 2, 3])):
        turns.append(turn(language, persona))
        if chance(0.1):
            language = pick([english, arabic])
    if persona and chance(0.25):
        question, answer = from_table(language.WHO, persona)
        turns.append([careless(question, language), answer])
    return {"system": system, "turns": turns}


def main():
    count, path = int(sys.argv[1]), sys.argv[2]
    with open(path, "w", encoding="utf-8") as file:
        for _ in range(count):
            file.write(json.dumps(dialogue(), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
