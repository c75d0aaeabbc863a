"""The guided rejection and refund."""
