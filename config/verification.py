"""`manage.py verify_package FILE`: whether an evidence package is as it was made. No database, no settings."""

import argparse
import sys

from config import keys
from config.places import KEYS_FILE
from escalation.exports import verifying

_SENTENCES = {
    verifying.DAMAGED: "The file was changed, or is no evidence package ({}). 文件已被改动，或不是证据包（{}）。",
    verifying.UNREADABLE: "“{}” cannot be read. 无法读取“{}”。",
    verifying.NO_MANIFEST: "It does not end with a list and a signature. 文件末尾没有清单与签名。",
    verifying.OTHER_FORMAT: "It is of a format this version does not know. 格式无法识别。",
    verifying.SIGNATURE_REWRITTEN: "The signature was rewritten. 签名文件被改写。",
    verifying.NOT_SIGNED: "The signature does not belong to this list. 签名与清单不符。",
    verifying.ADDED: "“{}” was added. “{}”是后来加入的。",
    verifying.CHANGED: "“{}” was changed. “{}”被改动。",
    verifying.MISSING: "“{}” is missing. 缺少“{}”。",
    verifying.OTHER_ORDER: "The files do not stand as listed. 文件与清单所列不一致。",
    verifying.ENTRY_BROKEN: "Entry {} of the record does not follow the one before. 第 {} 条记录与前一条不衔接。",
    verifying.OTHER_END: "The record does not end where the list says. 记录的末条与清单不符。",
}


def main(arguments):
    """0 when it holds, 1 when it does not, 2 when it could not be read or not wholly be checked."""
    parser = argparse.ArgumentParser(
        prog="manage.py verify_package", description="Check an evidence package without the database. 校验证据包。"
    )
    parser.add_argument("file")
    parser.add_argument("--fingerprint", help="what the signing key must be, as the house published it 公布的签名指纹")
    asked = parser.parse_args(arguments)
    try:
        verdict = verifying.verify(asked.file)
    except OSError as refused:
        print(f"{asked.file} cannot be read: {refused.strerror}. 无法读取该文件。")
        return 2
    for fault in verdict.faults:
        print(f"✗ {_SENTENCES[fault.what].format(fault.where, fault.where)}")
    if asked.fingerprint and _plain(asked.fingerprint) != _plain(verdict.fingerprint):
        print("✗ It was signed by another key than the one you named. 签名密钥与给定指纹不符。")
        return 1
    if verdict.faults:
        print("The package does not hold: do not rely on it. 证据包未通过校验，请勿采信。")
        return 1
    return _told(verdict)


def _told(verdict):
    manifest = verdict.manifest
    print(f"✓ {len(manifest['files'])} files as listed 与清单一致")
    print(f"✓ {manifest['record']['events']} entries follow one another 条记录首尾相接")
    print(f"  {manifest['number']} · {manifest['recipient']} · {manifest['made_at']}")
    if not verdict.is_signature_checked:
        print("! The signature was not checked: install the package “cryptography”. 未校验签名：缺少 cryptography。")
        return 2
    print(f"✓ Signed by the key 签名密钥指纹 {verdict.fingerprint}")
    print(_whose(manifest))
    return 0


def _whose(manifest):
    """Whether this installation made it, where its keys are at hand."""
    try:
        record_key = keys.read(KEYS_FILE).record[manifest["seal"]["key"]]
    except (keys.KeysMissing, KeyError):
        return "  Compare it with the fingerprint the house published. 请与企业公布的指纹核对。"
    if verifying.is_sealed_with(record_key, manifest):
        return "✓ Sealed by the keys of this installation 由本系统的密钥封存"
    return "! Not sealed by the keys of this installation 并非由本系统的密钥封存"


def _plain(text):
    return "".join(text.split()).upper()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
