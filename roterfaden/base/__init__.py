"""The ground floor: access policy, names, documents, forms and page parts. Imports nothing above."""
