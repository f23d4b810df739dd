from knowledge.admin.library import cases, playbooks

__all__ = ["cases", "playbooks"]
