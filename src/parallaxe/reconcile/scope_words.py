"""Words by which texts in nine languages describe what is counted, as the English ones: one scope, however it is told."""

from __future__ import annotations

import re

#: English word -> words of the other languages without accents, in the singular; several words form a phrase.
_TOLD_AS = {
    "month": "mois mensuel mensuelle mensuellement mes mensual mensuale monat monatlich mensal mensais thang месяц месячный "
    "месячная ежемесячный ежемесячно monthly",
    "day": "jour quotidien quotidienne quotidiennement journalier dia diario diaria tag taglich diariamente ngay день дневной "
    "дневная ежедневный ежедневно daily",
    "week": "semaine hebdomadaire semana semanal semanai woche wochentlich tuan неделя недельный weekly",
    "year": "an annee annuel annuelle ano anual anuale jahr jahrlich anuai nam год годовой annual yearly",
    "quarter": "trimestre trimestriel trimestral quartal quy квартал quarterly",
    "user": "utilisateur utilisatrice usuario usuaria nutzer anwender usuária пользователь пользователи пользователей",
    "active": "actif actives activo activa aktive aktiver ativo ativa активный активных активные",
    "market": "marche mercado markt рынок рынка рынке",
    "revenue": "recette ingreso umsatz einnahme receita faturamento выручка выручке",
    "call": "appel llamada aufruf chamada вызов вызовов",
    "request": "requete solicitud peticion anfrage requisicao запрос запросов",
    "token": "jeton токен токенов",
    "open": "ouvert ouverte abierto abierta offen offene offener aberto aberta открытый открытых открытые",
    "closed": "ferme fermee cerrado cerrada geschlossen fechado fechada закрытый закрытых",
    "model": "modele modelo modell modelle модель модели моделей",
    "world": "monde mondial mondiale mondiaux mundo mundial welt weltweit мир мировой мировых worldwide global globally",
    "china": "chine chinois chinoise chino china chinesisch chinesische chinesischer chinese китай китайский китайских китае",
    "us": "usa americain americaine estadounidense amerikanisch amerikanische americano americana сша американский american",
    "europe": "europeen europeenne europa europeo europea europaisch europaische europeu европа европейский european",
    "company": "entreprise societe empresa unternehmen firma компания компаний предприятие enterprise",
    "student": "etudiant estudiante studierende studenten estudante студент студентов",
    "paper": "article publication publicacion articulo veroffentlichung artigo publicacao публикация публикаций статья",
    "patent": "brevet patente патент патентов",
    "chip": "puce chip chips halbleiter чип чипов",
    "ai": "ia ki ии",
    "list": "liste lista список",
    "half": "semestre semester halbjahr полугодие",
}
#: Phrases, and words of scripts without spaces; longest first. Latin ones are without accents.
_PHRASES = {
    "chiffre d'affaires": "revenue",
    "etats-unis": "us",
    "estados unidos": "us",
    "vereinigte staaten": "us",
    "united states": "us",
    "hoa ky": "us",
    "trung quoc": "china",
    "nguoi dung": "user",
    "hang thang": "month",
    "hang ngay": "day",
    "hoat đong": "active",
    "thi truong": "market",
    "doanh thu": "revenue",
    "mo hinh": "model",
    "ma nguon mo": "open",
    "the gioi": "world",
    "khong bao gom": "excluding",
    "open-weight": "open",
    "open-source": "open",
    "open weight": "open",
    "open source": "open",
    "poids ouverts": "open",
    "pesos abiertos": "open",
    "月活跃用户": "month active user",
    "日活跃用户": "day active user",
    "月活": "month active",
    "日活": "day active",
    "周活": "week active",
    "每月": "month",
    "每日": "day",
    "每天": "day",
    "日均": "day",
    "月均": "month",
    "活跃": "active",
    "用户": "user",
    "市场": "market",
    "収益": "revenue",
    "营收": "revenue",
    "收入": "revenue",
    "销售额": "revenue",
    "调用量": "call",
    "调用": "call",
    "开源": "open",
    "开放": "open",
    "闭源": "closed",
    "大模型": "model",
    "模型": "model",
    "全球": "world",
    "世界": "world",
    "中国": "china",
    "美国": "us",
    "企业": "company",
    "公司": "company",
    "学生": "student",
    "论文": "paper",
    "专利": "patent",
    "芯片": "chip",
    "人工智能": "ai",
    "云": "cloud",
    "月間": "month",
    "日間": "day",
    "利用者": "user",
    "ユーザー": "user",
    "市場": "market",
    "オープン": "open",
    "モデル": "model",
    "アクティブ": "active",
    "不包括": "excluding",
    "不含": "excluding",
}
_TRANSLATED = re.compile(
    "|".join(
        rf"\b{re.escape(phrase)}\b" if phrase.isascii() or "đ" in phrase else re.escape(phrase)
        for phrase in sorted(_PHRASES, key=len, reverse=True)
    )
)
#: "除中国外" leaves China out.
_EXCEPT = re.compile(r"除(?P<what>.+?)(?:以外|之外|外)")
ENGLISH = {foreign: english for english, others in _TOLD_AS.items() for foreign in others.split()}


def in_english(plain: str) -> str:
    """A folded text without accents, phrases it shares with the table put in English; other words stay as they are."""
    told = _EXCEPT.sub(r" excluding \g<what>, ", plain)
    return _TRANSLATED.sub(lambda match: f" {_PHRASES[match[0]]} ", told)
