"""The menu of the bot, by who reads it where: fewer commands in a group, each reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from gateway import Verb
from gateway_telegram.commands import COMMANDS

Menu = tuple[str, str, list[tuple[str, str]]]
"""The kind of a scope, a language of two letters or none, the commands with what they do."""

_OF_ONE_PERSON: Final = frozenset({Verb.LINK, Verb.UNLINK})
"""What only concerns whoever asks: not in a group's menu, where it works all the same."""

LANGUAGES: Final[Mapping[str, Mapping[str, str]]] = {
    "de": {
        "start": "Eine Geschichte beginnen; mit Namen in dieser Welt",
        "say": "Etwas in eigenen Worten tun",
        "choose": "Einen der Wege wählen, mit seiner Nummer",
        "tape": "Der Lauf bis hier als Band",
        "film": "Der Lauf bis hier als Film",
        "eject": "Den Lauf beenden und sein Band mitnehmen",
        "rewind": "Zu einem Zug zurück und von dort weiter",
        "status": "Wie die Geschichte steht",
        "settings": "Wie hier gespielt wird",
        "hero": "Als Antwort auf ein Bild: so siehst du aus",
        "share": "Andere ein Band oder einen Film sehen lassen",
        "watch": "Geteiltes ansehen, mit seinem Code",
        "shares": "Was du geteilt hast",
        "unshare": "Geteiltes zurücknehmen",
        "tapes": "Deine Bänder und Filme, von überall",
        "follow": "Einem Lauf zusehen, während er gespielt wird",
        "unfollow": "Nicht mehr zusehen",
        "link": "Deine Konten anderswo verbinden",
        "unlink": "Deine Konten wieder trennen",
        "forget": "Diese Geschichte mit allem löschen",
        "help": "Was man sagen kann",
    },
    "es": {
        "start": "Empezar una historia; con nombre, en ese mundo",
        "say": "Hacer algo con tus propias palabras",
        "choose": "Tomar uno de los caminos, por su número",
        "tape": "La partida hasta aquí como cinta",
        "film": "La partida hasta aquí como película",
        "eject": "Terminar la partida y llevarse su cinta",
        "rewind": "Volver a un turno y seguir desde ahí",
        "status": "Cómo va la historia",
        "settings": "Cómo se juega aquí",
        "hero": "En respuesta a una foto: este es tu aspecto",
        "share": "Dejar ver una cinta o película a otros",
        "watch": "Ver lo compartido, con su código",
        "shares": "Lo que has compartido",
        "unshare": "Dejar de compartir",
        "tapes": "Tus cintas y películas, de todas partes",
        "follow": "Seguir una partida mientras se juega",
        "unfollow": "Dejar de seguirla",
        "link": "Unir tus cuentas de otros sitios",
        "unlink": "Separar tus cuentas",
        "forget": "Borrar esta historia con todo lo suyo",
        "help": "Lo que se puede decir",
    },
    "fr": {
        "start": "Commencer une histoire ; avec un nom, dans ce monde",
        "say": "Faire quelque chose avec vos mots",
        "choose": "Prendre un des chemins, par son numéro",
        "tape": "La partie jusqu'ici en cassette",
        "film": "La partie jusqu'ici en film",
        "eject": "Finir la partie et emporter sa cassette",
        "rewind": "Revenir à un tour et repartir de là",
        "status": "Où en est l'histoire",
        "settings": "Comment on joue ici",
        "hero": "En réponse à une image : voici votre apparence",
        "share": "Laisser voir une cassette ou un film à d'autres",
        "watch": "Voir ce qui est partagé, par son code",
        "shares": "Ce que vous partagez",
        "unshare": "Ne plus partager",
        "tapes": "Vos cassettes et films, de partout",
        "follow": "Suivre une partie pendant qu'elle se joue",
        "unfollow": "Ne plus la suivre",
        "link": "Relier vos comptes d'ailleurs",
        "unlink": "Séparer vos comptes",
        "forget": "Effacer cette histoire et tout ce qu'elle a",
        "help": "Ce qu'on peut dire",
    },
    "pt": {
        "start": "Começar uma história; com nome, nesse mundo",
        "say": "Fazer algo com as tuas palavras",
        "choose": "Seguir um dos caminhos, pelo número",
        "tape": "A partida até aqui em cassete",
        "film": "A partida até aqui em filme",
        "eject": "Acabar a partida e levar a cassete",
        "rewind": "Voltar a uma jogada e seguir daí",
        "status": "Como vai a história",
        "settings": "Como se joga aqui",
        "hero": "Em resposta a uma imagem: é este o teu aspeto",
        "share": "Deixar outros ver uma cassete ou um filme",
        "watch": "Ver o que foi partilhado, pelo código",
        "shares": "O que partilhaste",
        "unshare": "Deixar de partilhar",
        "tapes": "As tuas cassetes e filmes, de todo o lado",
        "follow": "Seguir uma partida enquanto se joga",
        "unfollow": "Deixar de a seguir",
        "link": "Juntar as tuas contas de outros sítios",
        "unlink": "Separar as tuas contas",
        "forget": "Apagar esta história com tudo",
        "help": "O que se pode dizer",
    },
}
"""At most 256 characters each (API BotCommand). The story itself speaks its world's language."""


def menus() -> Iterator[Menu]:
    """Every menu there is: in groups and elsewhere, in each language and in all others."""
    for scope in ("default", "all_group_chats"):
        verbs = [v for v in COMMANDS if scope == "default" or v not in _OF_ONE_PERSON]
        yield scope, "", [(verb.value, COMMANDS[verb]) for verb in verbs]
        for language, words in LANGUAGES.items():
            yield scope, language, [(verb.value, words[verb.value]) for verb in verbs]
