from knowledge.admin.training import attempts, certificates, drills, papers

__all__ = ["attempts", "certificates", "drills", "papers"]
